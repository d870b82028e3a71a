use serde_json::json;

use crate::house::everywhere;

#[test]
fn a_paper_is_tabled_before_its_item_is_decided() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "A new surgery", json!({}));
        house.convened(&meeting, &["chair", "lay", "officer"]);
        let table = || {
            let body = json!({"title": "The case for it", "authors": [house.people["officer"]]});
            house.secretary().post(&format!("/api/v1/items/{item}/papers"), &body)
        };
        table().made();
        house.begin(&item, "deliberation").made();
        table().made();
        house.begin(&item, "decision").made();
        assert_eq!(table().refused(&["out_of_phase"]).remedy("defer"), format!("/api/v1/items/{item}/decisions"));
        house.decide(&item, "deferred", "consensus").made();
        table().refused(&["out_of_phase"]);
        house.desk.verified();
    });
}
