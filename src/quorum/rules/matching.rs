//! Counting without counting twice: a seat once whatever its holders, a person once whatever the
//! seats. That is a matching between seats and persons, and its size is the number found.

/// A largest matching: for each right, its left; `edges[left]` lists the rights a left may be
/// matched with.
#[must_use]
pub fn assign(edges: &[Vec<usize>], rights: usize) -> Vec<Option<usize>> {
    let mut taken: Vec<Option<usize>> = vec![None; rights];
    for left in 0..edges.len() {
        let mut seen = vec![false; rights];
        place(left, edges, &mut seen, &mut taken);
    }
    taken
}

/// Kuhn's step: seat `left`, moving others along where that frees a place.
fn place(left: usize, edges: &[Vec<usize>], seen: &mut [bool], taken: &mut [Option<usize>]) -> bool {
    for &right in edges.get(left).into_iter().flatten() {
        match seen.get_mut(right) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let free = match taken.get(right).copied().flatten() {
            None => true,
            Some(other) => place(other, edges, seen, taken),
        };
        if free && let Some(slot) = taken.get_mut(right) {
            *slot = Some(left);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_move_along_to_make_room() {
        let largest = |edges: &[Vec<usize>], rights: usize| assign(edges, rights).iter().flatten().count();
        assert_eq!(largest(&[vec![0, 1], vec![0]], 2), 2);
        assert_eq!(largest(&[vec![0], vec![0]], 1), 1);
        assert_eq!(largest(&[vec![0, 1], vec![0, 2], vec![0], vec![1]], 3), 3);
        assert_eq!(largest(&[], 0), 0);
    }
}
