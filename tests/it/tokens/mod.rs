//! The conformance scenarios about tokens: what client credentials promise, by counts that the sandbox keeps.

mod advisory;
mod claims;
mod crowd;
mod defects;
mod dropped;
mod hanging;
mod in_and_out;
mod left;
mod lives;
mod places;
mod pool;
mod refused;
mod retirement;
mod revoked;
mod rotation;
mod runtimes;
mod secrecy;
mod shutdown;
mod stage;
mod tenants;

/// Expands one list of scenarios into a test per scenario and driver, as the list of the other scenarios is.
macro_rules! scenarios {
    (
        everywhere { $($everywhere:ident::$shared:ident,)* }
        clients_only { $($only:ident::$own:ident,)* }
    ) => {
        mod over_async {
            use bw_auth_tests::OverAsync;
            $(#[test] fn $shared() { super::$everywhere::$shared::<OverAsync>() })*
            $(#[test] fn $own() { super::$only::$own::<OverAsync>() })*
        }
        mod over_blocking {
            use bw_auth_tests::OverBlocking;
            $(#[test] fn $shared() { super::$everywhere::$shared::<OverBlocking>() })*
            $(#[test] fn $own() { super::$only::$own::<OverBlocking>() })*
        }
        mod over_hyper {
            use bw_auth_tests::OverHyper;
            $(#[test] fn $shared() { super::$everywhere::$shared::<OverHyper>() })*
        }
    };
}

scenarios! {
    everywhere {
        refused::a_revoked_token_is_replaced_once,
        refused::a_stream_is_not_sent_again,
        refused::a_new_token_that_is_refused_too,
        refused::fetches_after_401_are_half_a_minute_apart,
        refused::forbidden_costs_no_token,
        rotation::under_load_it_loses_no_request,
        rotation::a_live_token_outlasts_its_secret,
        rotation::a_provider_is_asked_when_its_secret_is_refused,
        rotation::a_secret_that_nothing_newer_follows,
        claims::a_refusal_names_the_accounts,
        claims::a_token_that_says_nothing_works_all_the_same,
        places::by_the_real_host_names,
        places::a_token_url_of_ones_own,
        places::an_environment_without_a_token_url,
        places::trust_is_the_clients,
        places::a_token_request_follows_no_redirect,
        places::a_token_goes_to_no_foreign_origin,
        retirement::of_api_users,
    }
    // What only a whole client has: a pool, a store, a token to begin with.
    clients_only {
        claims::an_account_that_is_missing_is_withheld_if_asked,
        claims::the_only_account_is_the_default,
        places::a_token_is_of_one_realm,
        crowd::at_the_start_and_across_an_expiry,
        crowd::callers_at_once_share_their_connections,
        crowd::revoked_in_flight,
        crowd::revoked_in_flight_and_the_next_token_too,
        lives::ten_thousand_requests_over_twenty_tokens,
        lives::idle_past_the_end_of_a_token,
        advisory::only_the_caller_that_renews_is_held_up,
        advisory::a_panic_beside_a_request_is_nothing_to_it,
        advisory::an_endpoint_that_is_down_all_the_while_fails_no_request,
        tenants::a_token_for_each_tenant_over_one_pool,
        tenants::whoever_was_not_seen_for_longest_is_forgotten,
        tenants::one_wrong_account_of_many,
        tenants::many_wrong_accounts_beside_good_ones,
        tenants::the_clients_own_credentials_are_one_of_them,
        tenants::a_store_gives_nobody_anothers_token,
        hanging::while_a_wrong_account_waits,
        hanging::in_the_last_window,
        hanging::for_a_request_with_a_limit,
        hanging::is_not_what_breaks_off,
        hanging::is_tried_and_left_alone,
        hanging::beside_a_request_with_a_limit,
        revoked::while_the_token_endpoint_fails_once,
        revoked::just_after_a_wrong_account,
        revoked::together_with_what_a_store_has,
        revoked::for_the_second_time,
        revoked::long_after_a_fetch_that_was_for_nothing,
        in_and_out::begins_with_a_live_token,
        in_and_out::begins_with_a_token_that_is_over,
        in_and_out::two_clients_share_a_store,
        in_and_out::a_store_that_fails_is_no_worse_than_none,
        in_and_out::a_store_with_a_token_of_no_use,
        in_and_out::warming_up,
        in_and_out::a_token_thrown_away,
        in_and_out::a_check,
        in_and_out::statistics,
        in_and_out::a_token_as_the_whole_credential,
        secrecy::what_a_client_shows,
        secrecy::what_is_said_about_a_token_request_that_failed,
        defects::defect_01_text_is_utf_8_in_both_schemes,
        defects::defect_02_nothing_is_no_credential,
        defects::defect_03_five_callers_are_one_token_request,
        defects::defect_04_every_caller_gets_an_end,
        defects::defect_05_without_a_token_nothing_is_sent,
        defects::defect_06_a_token_belongs_to_id_and_secret,
        defects::defect_07_only_401_is_about_the_token,
        defects::defect_08_a_client_has_one_scheme,
        defects::defect_09_a_token_that_names_no_end_lives_five_minutes,
        defects::defect_10_nothing_prints_a_secret,
        defects::defect_11_the_token_url_is_the_environments,
        defects::defect_12_secrets_are_kept_exactly,
        defects::defect_13_a_token_handed_over_ends_when_it_ends,
        defects::defect_14_credentials_go_to_listed_origins_alone,
    }
}
