//! The tables as the program sees them. Each noun adds its own below; a test compares them with
//! what the migrations of both databases make.

mod law;

pub use law::*;

diesel::table! {
    register (id) {
        id -> Text,
        slug -> Text,
        name -> Text,
        origin -> Text,
        epoch -> BigInt,
        created_at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    audit_head (register_id) {
        register_id -> Text,
        epoch -> BigInt,
        size -> BigInt,
        last_leaf_hash -> Binary,
        last_at -> Text,
    }
}

diesel::table! {
    audit_leaf (register_id, epoch, idx) {
        register_id -> Text,
        epoch -> BigInt,
        idx -> BigInt,
        leaf -> Binary,
        leaf_hash -> Binary,
        mac -> Binary,
        plain -> Binary,
    }
}

diesel::table! {
    audit_part (register_id, epoch, idx, part) {
        register_id -> Text,
        epoch -> BigInt,
        idx -> BigInt,
        part -> BigInt,
        commitments -> Binary,
        plain -> Binary,
    }
}

diesel::table! {
    audit_opening (register_id, epoch, idx, field) {
        register_id -> Text,
        epoch -> BigInt,
        idx -> BigInt,
        field -> Text,
        class -> Text,
        salt -> Binary,
        value -> Binary,
    }
}

diesel::table! {
    audit_checkpoint (register_id, epoch, size) {
        register_id -> Text,
        epoch -> BigInt,
        size -> BigInt,
        note -> Text,
    }
}

diesel::table! {
    audit_key (register_id, purpose) {
        register_id -> Text,
        purpose -> Text,
        key_id -> Text,
    }
}

diesel::table! {
    refusal (register_id, id) {
        register_id -> Text,
        id -> Text,
        at -> Text,
        actor -> Text,
        attempted -> Text,
        subjects -> Text,
        reasons -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    idempotency (register_id, actor, key) {
        register_id -> Text,
        actor -> Text,
        key -> Text,
        request_hash -> Text,
        status -> Integer,
        body -> Text,
        origin -> Text,
        idx -> BigInt,
        leaf_hash -> Text,
        at -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(audit_head, audit_leaf, audit_opening, audit_part, register);

diesel::table! {
    account (register_id, id) {
        register_id -> Text,
        id -> Text,
        email -> Text,
        email_folded -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        suspended -> Bool,
        sessions_after -> BigInt,
        created_at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    account_role (register_id, account_id, tenant_id, role) {
        register_id -> Text,
        account_id -> Text,
        tenant_id -> Text,
        role -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    account_person (register_id, account_id, tenant_id) {
        register_id -> Text,
        account_id -> Text,
        tenant_id -> Text,
        person_id -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    session (register_id, id) {
        register_id -> Text,
        id -> Text,
        account_id -> Text,
        tenant_id -> Text,
        opened_at -> Text,
        expires_at -> Text,
        closed_at -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    refresh_token (register_id, digest) {
        register_id -> Text,
        digest -> Text,
        session_id -> Text,
        expires_at -> Text,
        spent_at -> Nullable<Text>,
        spent_by -> Nullable<Text>,
        successor -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    one_time_token (register_id, id) {
        register_id -> Text,
        id -> Text,
        digest -> Text,
        purpose -> Text,
        account_id -> Nullable<Text>,
        expires_at -> Text,
        spent_at -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    sign_in_failure (register_id, identity) {
        register_id -> Text,
        identity -> Text,
        count -> BigInt,
        last_at -> Text,
        version -> BigInt,
        networks -> Nullable<BigInt>,
    }
}

diesel::table! {
    account_place (register_id, account_id, place) {
        register_id -> Text,
        account_id -> Text,
        place -> Text,
        at -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    account_notice (register_id, account_id, version) {
        register_id -> Text,
        account_id -> Text,
        version -> BigInt,
        at -> Text,
        what -> Text,
        by_actor -> Text,
        tenant_id -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(account, account_role, account_person, account_notice, session, refresh_token, register);
