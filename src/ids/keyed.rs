//! What is looked up by its id. An id is made by the server, half of it at random (UUIDv7), and nobody who asks chooses one; so a
//! table by ids needs no hash that withstands chosen keys.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A table by ids, by several of them, or by small numbers.
pub type ById<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;
/// A set of such.
pub type IdSet<K> = HashSet<K, BuildHasherDefault<IdHasher>>;

/// Folds the words of an id into one.
#[derive(Debug, Clone, Copy, Default)]
pub struct IdHasher(u64);

/// The golden ratio in 64 bits: odd, and its bits without a pattern.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for IdHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.write_u64(u64::from_be_bytes(*word)));
        rest.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(29) ^ word).wrapping_mul(SPREAD);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.write(&number.to_be_bytes());
    }

    /// A table takes the lowest bits and the highest; a product has mixed the highest alone.
    #[inline]
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use std::collections::BTreeSet;
    use std::hash::{BuildHasher as _, Hash};
    use uuid::Uuid;

    /// Of a thousand keys, how many of 256 places they come to by the lowest bits, and how many of 128 by the highest.
    fn spread<K: Hash>(keys: impl Iterator<Item = K>) -> (usize, usize) {
        let build = BuildHasherDefault::<IdHasher>::default();
        let hashes: Vec<u64> = keys.take(1000).map(|key| build.hash_one(key)).collect();
        let places = |of: &dyn Fn(u64) -> u64| hashes.iter().map(|hash| of(*hash)).collect::<BTreeSet<_>>().len();
        (places(&|hash| hash & 255), places(&|hash| hash >> 57))
    }

    #[test]
    fn ids_and_numbers_are_spread_over_a_table_be_they_of_one_moment_or_counted_up() {
        let drawn = spread(std::iter::repeat_with(PersonId::new));
        let counted = spread((0_u128..).map(|n| PersonId::from_uuid(Uuid::from_u128(n))));
        let above = spread((0_u128..).map(|n| PersonId::from_uuid(Uuid::from_u128(n << 64))));
        let pairs = spread((0_u128..).map(|n| (PersonId::from_uuid(Uuid::from_u128(7)), PersonId::from_uuid(Uuid::from_u128(n)))));
        let numbers = spread(0_usize..);
        for (low, high) in [drawn, counted, above, pairs, numbers] {
            assert!(low > 200 && high > 100, "{low} of 256, {high} of 128");
        }
    }
}
