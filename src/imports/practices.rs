//! The columns in which organisations are listed: the practice file's three ways, and the template.

use super::layouts::Layout;

pub static LAYOUTS: &[Layout] = &[
    Layout {
        name: "practice file, seven columns",
        columns: &["practice_code", "name", "postcode", "commissioner_code", "open_date", "close_date", "status"],
        required: &["practice_code", "name", "postcode", "commissioner_code", "open_date", "close_date", "status"],
        aliases: &[],
        heading: true,
    },
    Layout { name: "practice file with history, 15 columns", columns: HISTORY, required: HISTORY, aliases: &[], heading: true },
    Layout {
        name: "template",
        columns: &["id", "code", "name", "kind", "commissioner", "area", "postcode", "opened", "closed", "members", "owners"],
        required: &["code", "name", "kind"],
        aliases: &[],
        heading: true,
    },
    Layout { name: "practice file as published, 27 columns", columns: RAW, required: RAW, aliases: &[], heading: false },
];

const HISTORY: &[&str] = &[
    "practice_code",
    "name",
    "address_1",
    "address_2",
    "address_3",
    "address_4",
    "postcode",
    "commissioner_code",
    "joined_commissioner",
    "left_commissioner",
    "open_date",
    "close_date",
    "status",
    "national_grouping",
    "health_geography",
];

const RAW: &[&str] = &[
    "practice_code",
    "name",
    "national_grouping",
    "health_geography",
    "address_1",
    "address_2",
    "address_3",
    "address_4",
    "address_5",
    "postcode",
    "open_date",
    "close_date",
    "status",
    "sub_type",
    "commissioner_code",
    "joined_commissioner",
    "left_commissioner",
    "telephone",
    "empty_19",
    "empty_20",
    "empty_21",
    "amended",
    "empty_23",
    "provider_or_purchaser",
    "empty_25",
    "prescribing_setting",
    "empty_27",
];
