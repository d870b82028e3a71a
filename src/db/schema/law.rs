//! The tables of the nouns, in the order of their migrations.

diesel::table! {
    organisation (register_id, id) {
        register_id -> Text,
        id -> Text,
        code -> Text,
        name -> Text,
        kind -> Text,
        commissioner -> Nullable<Text>,
        area -> Nullable<Text>,
        postcode -> Nullable<Text>,
        opened -> Nullable<Text>,
        closed -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    organisation_commissioner (register_id, id) {
        register_id -> Text,
        id -> Text,
        organisation -> Text,
        commissioner -> Text,
        from_date -> Text,
        to_date -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    stake (register_id, id) {
        register_id -> Text,
        id -> Text,
        holder -> Text,
        body -> Text,
        kind -> Text,
        from_date -> Nullable<Text>,
        to_date -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    person (register_id, id) {
        register_id -> Text,
        id -> Text,
        code -> Nullable<Text>,
        name -> Text,
        grade -> Nullable<Text>,
        tags -> Text,
        email -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    policy_adoption (register_id, id) {
        register_id -> Text,
        id -> Text,
        organisation -> Text,
        pack -> Text,
        from_date -> Text,
        overrides -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    committee (register_id, id) {
        register_id -> Text,
        id -> Text,
        code -> Text,
        organisation -> Text,
        name -> Text,
        kind -> Text,
        partners -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    terms (register_id, id) {
        register_id -> Text,
        id -> Text,
        committee -> Text,
        from_date -> Text,
        document -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    membership (register_id, id) {
        register_id -> Text,
        id -> Text,
        committee -> Text,
        seat -> Text,
        person -> Text,
        from_date -> Text,
        to_date -> Nullable<Text>,
        deputy_for -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    declaration (register_id, id) {
        register_id -> Text,
        id -> Text,
        person -> Text,
        nil -> Bool,
        category -> Nullable<Text>,
        nature -> Nullable<Text>,
        organisation -> Nullable<Text>,
        related_person -> Nullable<Text>,
        related_to -> Nullable<Text>,
        underlying_category -> Nullable<Text>,
        from_date -> Nullable<Text>,
        to_date -> Nullable<Text>,
        aware -> Nullable<Text>,
        declared -> Text,
        direction -> Text,
        raised_by -> Nullable<Text>,
        mitigation -> Nullable<Text>,
        meeting -> Nullable<Text>,
        item -> Nullable<Text>,
        status -> Text,
        review -> Nullable<Text>,
        recorded_at -> Text,
        version -> BigInt,
        role -> Nullable<Text>,
        redaction -> Nullable<Text>,
    }
}

diesel::table! {
    meeting (register_id, id) {
        register_id -> Text,
        id -> Text,
        reference -> Text,
        date -> Text,
        starts_at -> Nullable<Text>,
        place -> Nullable<Text>,
        state -> Text,
        private -> Bool,
        convened_at -> Nullable<Text>,
        closed_at -> Nullable<Text>,
        opening -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    meeting_committee (register_id, meeting, committee) {
        register_id -> Text,
        meeting -> Text,
        committee -> Text,
        position -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    item (register_id, id) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        part_of -> Nullable<Text>,
        position -> BigInt,
        number -> Text,
        title -> Text,
        purpose -> Nullable<Text>,
        decision_type -> Nullable<Text>,
        stage -> Nullable<Text>,
        function_name -> Nullable<Text>,
        affects -> Nullable<Text>,
        value_pence -> Nullable<BigInt>,
        procurement -> Nullable<Text>,
        private -> Nullable<Text>,
        committees -> Nullable<Text>,
        route -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    paper (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        title -> Text,
        authors -> Text,
        accountable -> Nullable<Text>,
        location -> Nullable<Text>,
        sha256 -> Nullable<Text>,
        version -> BigInt,
        confidential -> Nullable<Text>,
    }
}

diesel::table! {
    ruling (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        person -> Text,
        treatment -> Text,
        proposed -> Text,
        by_person -> Text,
        reason -> Nullable<Text>,
        grounds -> Text,
        at -> Text,
        version -> BigInt,
        override_by -> Nullable<Text>,
        override_reason -> Nullable<Text>,
    }
}

diesel::table! {
    attendance (register_id, id) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        person -> Text,
        event -> Text,
        at -> Text,
        for_item -> Nullable<Text>,
        deputy_committee -> Nullable<Text>,
        deputy_seat -> Nullable<Text>,
        remote -> Bool,
        version -> BigInt,
    }
}

diesel::table! {
    naming (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        person -> Text,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    nil_statement (register_id, id, person) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        person -> Text,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    phase (register_id, item, entered) {
        register_id -> Text,
        item -> Text,
        entered -> Text,
        at -> Text,
        presiding -> Nullable<Text>,
        quorate -> Text,
        version -> BigInt,
        proceed_by -> Nullable<Text>,
        proceed_reason -> Nullable<Text>,
    }
}

diesel::table! {
    agenda (register_id, id) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        fingerprint -> Text,
        document -> Text,
        published_at -> Text,
        version -> BigInt,
        override_by -> Nullable<Text>,
        override_reason -> Nullable<Text>,
    }
}

diesel::table! {
    vote (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        committee -> Text,
        seat -> Text,
        person -> Text,
        choice -> Text,
        at -> Text,
        taken_by -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    casting_vote (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        committee -> Text,
        by_person -> Text,
        choice -> Text,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    decision (register_id, id) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        item -> Text,
        committee -> Text,
        outcome -> Text,
        method -> Text,
        effective -> Bool,
        text -> Nullable<Text>,
        dissent -> Text,
        flags -> Text,
        override_by -> Nullable<Text>,
        override_reason -> Nullable<Text>,
        presiding -> Nullable<Text>,
        evidence -> Text,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    correction (register_id, id) {
        register_id -> Text,
        id -> Text,
        decision -> Text,
        text -> Text,
        reason -> Text,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    minutes (register_id, meeting) {
        register_id -> Text,
        meeting -> Text,
        finalised_at -> Text,
        document -> Text,
        version -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    organisation,
    organisation_commissioner,
    stake,
    person,
    policy_adoption,
    committee,
    terms,
    membership,
    declaration,
    meeting,
    meeting_committee,
    item,
    paper,
    ruling,
    attendance,
    naming,
    nil_statement,
    phase,
    agenda,
    vote,
    casting_vote,
    decision,
    correction,
    minutes,
);
