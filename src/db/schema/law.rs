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
    ballot (register_id, id) {
        register_id -> Text,
        id -> Text,
        organisation -> Text,
        question -> Text,
        franchise -> Text,
        from_date -> Text,
        to_date -> Text,
        votes -> Text,
        threshold -> Nullable<Text>,
        announced_by -> Nullable<Text>,
        announced_on -> Nullable<Text>,
        if_not_carried -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    dispensation (register_id, id) {
        register_id -> Text,
        id -> Text,
        organisation -> Text,
        person -> Text,
        concerning -> Nullable<Text>,
        allows -> Text,
        ground -> Text,
        because -> Text,
        requested -> Text,
        granted_by -> Text,
        from_date -> Text,
        to_date -> Text,
        ended -> Nullable<Text>,
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
        delegated_primary_care -> Nullable<Text>,
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
        told_at -> Nullable<Text>,
        told_late -> Nullable<Text>,
        told_entry -> Nullable<BigInt>,
        entered -> Nullable<BigInt>,
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
        convened_entry -> Nullable<BigInt>,
        convened_late -> Nullable<Text>,
        ended_entry -> Nullable<BigInt>,
        cancelled_because -> Nullable<Text>,
        adjourned_at -> Nullable<Text>,
        adjourned_until -> Nullable<Text>,
        replies_until -> Nullable<Text>,
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
        confirms -> Nullable<Text>,
        carried_from -> Nullable<Text>,
        taken_off -> Nullable<Text>,
        taken_off_because -> Nullable<Text>,
        taken_off_at -> Nullable<Text>,
        decides_again -> Nullable<Text>,
        agenda_part -> Nullable<Text>,
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
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
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
        withdrawn -> Nullable<Text>,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
        expected_deputy -> Nullable<Text>,
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
        committee -> Nullable<Text>,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
    }
}

diesel::table! {
    phase (register_id, item, version) {
        register_id -> Text,
        item -> Text,
        entered -> Text,
        at -> Text,
        presiding -> Nullable<Text>,
        quorate -> Text,
        version -> BigInt,
        id -> Nullable<Text>,
        proceed_by -> Nullable<Text>,
        proceed_reason -> Nullable<Text>,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
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
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
    }
}

diesel::table! {
    show_of_hands (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        committee -> Text,
        in_favour -> BigInt,
        against -> BigInt,
        abstained -> BigInt,
        raised -> Text,
        at -> Text,
        taken_by -> Nullable<Text>,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    election (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        committee -> Text,
        counted_by -> Text,
        candidates -> Text,
        blank_or_spoilt -> BigInt,
        drawn_by_lot -> Nullable<Text>,
        raised -> Text,
        at -> Text,
        taken_by -> Nullable<Text>,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    visit (register_id, id) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        visitor -> Text,
        event -> Text,
        name -> Nullable<Text>,
        organisation_name -> Nullable<Text>,
        attends_as -> Nullable<Text>,
        items -> Text,
        interest_told -> Nullable<Text>,
        at -> Text,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    call_in (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        by_person -> Text,
        reason -> Text,
        at -> Text,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    advice (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        person -> Text,
        says -> Text,
        in_writing -> Bool,
        at -> Text,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
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
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
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
        late -> Nullable<Text>,
        decides_again -> Nullable<Text>,
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
        outcome -> Nullable<Text>,
        at_meeting -> Nullable<Text>,
        by_person -> Nullable<Text>,
        effect -> Nullable<Text>,
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

diesel::table! {
    strike (register_id, id) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        what -> Text,
        reason -> Text,
        by_person -> Nullable<Text>,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    nil_statement (register_id, id) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        person -> Text,
        at -> Text,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    adjournment (register_id, id) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        event -> Text,
        at -> Text,
        day -> Nullable<Text>,
        late -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    co_option (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        committee -> Nullable<Text>,
        seat -> Nullable<Text>,
        person -> Text,
        by_person -> Text,
        from_organisation -> Nullable<Text>,
        reason -> Text,
        at -> Text,
        late -> Nullable<Text>,
        version -> BigInt,
        struck -> Nullable<Text>,
    }
}

diesel::table! {
    minute_correction (register_id, id) {
        register_id -> Text,
        id -> Text,
        meeting -> Text,
        text -> Text,
        reason -> Text,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    reopening (register_id, id) {
        register_id -> Text,
        id -> Text,
        decision -> Text,
        by_person -> Text,
        reason -> Text,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    urgent_decision (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        committee -> Text,
        by_people -> Text,
        consulted -> Text,
        unavailable -> Text,
        reason -> Nullable<Text>,
        day -> Text,
        flags -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    determination (register_id, id) {
        register_id -> Text,
        id -> Text,
        decision -> Text,
        finding -> Text,
        by_person -> Text,
        by_name -> Text,
        reason -> Text,
        declarations -> Text,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    standing_list (register_id, id) {
        register_id -> Text,
        id -> Text,
        committee -> Text,
        from_date -> Text,
        items -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    authority_change (register_id, id) {
        register_id -> Text,
        id -> Text,
        committee -> Text,
        function_name -> Text,
        level -> Text,
        with_body -> Nullable<Text>,
        from_date -> Text,
        to_date -> Nullable<Text>,
        value_limit_pence -> Nullable<BigInt>,
        evidence -> Text,
        withdrawn_because -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    panel (register_id, id) {
        register_id -> Text,
        id -> Text,
        item -> Text,
        met_on -> Text,
        convened_by -> Text,
        unavailable -> Text,
        members -> Text,
        reason -> Text,
        finding -> Nullable<Text>,
        instructions -> Text,
        at -> Text,
        late -> Nullable<Text>,
        struck -> Nullable<Text>,
        place -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    organisation,
    organisation_commissioner,
    stake,
    person,
    policy_adoption,
    ballot,
    dispensation,
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
    phase,
    agenda,
    vote,
    casting_vote,
    decision,
    correction,
    minutes,
    strike,
    nil_statement,
    adjournment,
    co_option,
    minute_correction,
    reopening,
    urgent_decision,
    determination,
    standing_list,
    show_of_hands,
    authority_change,
    panel,
    visit,
    election,
    call_in,
    advice,
);
