//! One person, one place: assignment by trying every way.

use super::model::Id;

/// The seats and people that may fill one counted place.
pub type Place = Vec<(usize, Id)>;

/// Every place can be filled with a seat and a person of its own.
pub fn assign(places: &[Place]) -> bool {
    let mut order: Vec<&Place> = places.iter().collect();
    order.sort_by_key(|p| (p.len(), (*p).clone()));
    go(&order, 0, &mut Vec::new(), 0)
}

fn go(places: &[&Place], i: usize, used: &mut Vec<(usize, Id)>, from: usize) -> bool {
    let Some(place) = places.get(i) else { return true };
    for (n, (seat, person)) in place.iter().enumerate().skip(from) {
        if used.iter().any(|(s, p)| s == seat || p == person) {
            continue;
        }
        used.push((*seat, person.clone()));
        // Two places of one kind need not be tried both ways round.
        let next = if places.get(i + 1).is_some_and(|x| *x == *place) { n + 1 } else { 0 };
        if go(places, i + 1, used, next) {
            return true;
        }
        used.pop();
    }
    false
}

/// The most seats that can be counted, each with a person of its own.
pub fn most(edges: &[(usize, Id)]) -> usize {
    let mut seats: Vec<usize> = edges.iter().map(|e| e.0).collect();
    seats.dedup();
    let mut of_person: Vec<(Id, usize)> = Vec::new();
    seats.iter().filter(|s| seat_one(edges, **s, &mut of_person, &mut Vec::new())).count()
}

/// Kuhn's step: the seat takes somebody free, or somebody whose seat finds somebody else.
fn seat_one(edges: &[(usize, Id)], seat: usize, taken: &mut Vec<(Id, usize)>, tried: &mut Vec<Id>) -> bool {
    let people: Vec<Id> = edges.iter().filter(|e| e.0 == seat).map(|e| e.1.clone()).collect();
    for p in people {
        if tried.contains(&p) {
            continue;
        }
        tried.push(p.clone());
        let at = taken.iter().position(|t| t.0 == p);
        match at {
            None => {
                taken.push((p, seat));
                return true;
            }
            Some(i) => {
                let other = taken[i].1;
                if seat_one(edges, other, taken, tried) {
                    if let Some(j) = taken.iter().position(|t| t.0 == p) {
                        taken[j].1 = seat;
                    }
                    return true;
                }
            }
        }
    }
    false
}
