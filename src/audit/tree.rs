//! The Merkle tree of RFC 6962 over the entries of one log: its root at any size, and the proof
//! that an entry is in it.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What stands for the hash of the entry before the first.
pub const NOTHING: Hash = [0; 32];

#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0x00]).chain_update(leaf).finalize().into()
}

#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree of these leaf hashes; of none, SHA-256 of nothing.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier.root()
}

/// The right edge of a growing tree: enough to add an entry and to say the root, and no more than
/// one hash for each bit of the size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees, the largest first.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// How many entries it holds.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn push(&mut self, leaf: Hash) {
        let mut grown = leaf;
        let mut ones = self.size;
        // Each trailing one is a complete subtree as large as what is being added.
        while ones & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                grown = node_hash(&left, &grown);
            }
            ones >>= 1;
        }
        self.peaks.push(grown);
        self.size += 1;
    }

    #[must_use]
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return Sha256::digest([]).into() };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// The audit path of entry `index` in the tree of all `leaves`, nearest first; none if there is no
/// such entry.
#[must_use]
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = leaves.split_at_checked(below(leaves.len()))?;
    let mut path = if index < left.len() { inclusion_proof(left, index)? } else { inclusion_proof(right, index - left.len())? };
    path.push(if index < left.len() { root(right) } else { root(left) });
    Some(path)
}

/// The largest power of two below `n` (n at least 2).
fn below(n: usize) -> usize {
    let power = n.next_power_of_two();
    power / 2
}

/// Whether `proof` shows the entry to be number `index` of the `size` under `root`. Exact: a hash
/// too many or too few is no proof.
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use serde_json::Value;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len() / 2).map(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).unwrap()).collect()
    }

    fn known_leaves() -> (Value, Vec<Hash>) {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors/tree.json")).unwrap();
        let leaves = vectors["leaves"].as_array().unwrap().iter().map(|leaf| leaf_hash(&hex(leaf.as_str().unwrap()))).collect();
        (vectors, leaves)
    }

    #[test]
    fn the_roots_are_those_every_log_of_this_kind_has() {
        let (vectors, leaves) = known_leaves();
        for (size, known) in vectors["roots"].as_array().unwrap().iter().enumerate() {
            assert_eq!(root(&leaves[..size]).to_vec(), hex(known.as_str().unwrap()), "size {size}");
        }
        for known in vectors["proofs"].as_array().unwrap() {
            let number = |name: &str| usize::try_from(known[name].as_u64().unwrap()).unwrap();
            let (index, size) = (number("index"), number("size"));
            let proof: Vec<Vec<u8>> = inclusion_proof(&leaves[..size], index).unwrap().iter().map(|hash| hash.to_vec()).collect();
            let path: Vec<Vec<u8>> = known["path"].as_array().unwrap().iter().map(|hash| hex(hash.as_str().unwrap())).collect();
            assert_eq!(proof, path, "entry {index} of {size}");
        }
    }

    /// The definition, word for word, as a second opinion.
    fn slow_root(leaves: &[Hash]) -> Hash {
        match leaves.len() {
            0 => Sha256::digest([]).into(),
            1 => leaves[0],
            n => node_hash(&slow_root(&leaves[..below(n)]), &slow_root(&leaves[below(n)..])),
        }
    }

    #[test]
    fn every_entry_of_every_tree_is_proved_and_nothing_else_is() {
        let leaves: Vec<Hash> = (0_u64..40).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        for size in 1..=leaves.len() {
            let root = root(&leaves[..size]);
            assert_eq!(root, slow_root(&leaves[..size]));
            for index in 0..size {
                let proof = inclusion_proof(&leaves[..size], index).unwrap();
                let (at, of) = (index as u64, size as u64);
                assert!(verify_inclusion(&leaves[index], at, of, &proof, &root));
                assert!(!verify_inclusion(&leaves[(index + 1) % leaves.len()], at, of, &proof, &root));
                assert!(!verify_inclusion(&leaves[index], of, of, &proof, &root));
                for other in (0..size).filter(|other| *other != index) {
                    assert!(!verify_inclusion(&leaves[index], other as u64, of, &proof, &root), "{index} passed as {other} of {size}");
                }
                let mut longer = proof.clone();
                longer.push(root);
                assert!(!verify_inclusion(&leaves[index], at, of, &longer, &root));
                if let Some((_, shorter)) = proof.split_last() {
                    assert!(!verify_inclusion(&leaves[index], at, of, shorter, &root));
                }
            }
        }
        assert!(!verify_inclusion(&leaves[0], 0, 0, &[], &root(&[])));
        assert!(!verify_inclusion(&leaves[0], u64::MAX, u64::MAX, &vec![NOTHING; 70], &NOTHING));
    }

    #[test]
    fn a_node_cannot_be_passed_as_an_entry() {
        let (a, b) = (leaf_hash(b"a"), leaf_hash(b"b"));
        assert_ne!(leaf_hash(&[a, b].concat()), node_hash(&a, &b));
    }
}
