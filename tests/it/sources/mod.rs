//! Credentials that are found, with a sandbox at the other end: clients made of a chain, rotation under load, and tokens
//! that several clients keep in one file.

mod callers;
mod discovered;
mod mounted;
mod rotation;
mod rotator;
mod seen;
mod store;
mod transport;

/// Expands one list of scenarios into a test per scenario and transport. A scenario that is not listed is dead code.
macro_rules! scenarios {
    ($($module:ident::$name:ident,)*) => {
        mod over_async {
            use super::transport::Async;
            $(#[test] fn $name() { super::$module::$name::<Async>() })*
        }
        mod over_blocking {
            use super::transport::Blocking;
            $(#[test] fn $name() { super::$module::$name::<Blocking>() })*
        }
    };
}

scenarios! {
    discovered::each_scheme,
    discovered::environment_and_account_are_the_variables,
    discovered::what_the_builder_says_stands_before,
    discovered::a_wrong_set_up_makes_no_client,
    discovered::a_chain_that_was_not_asked_first,
    discovered::a_refusal_names_the_source,
    discovered::a_file_that_vanishes_stops_nobody,
    rotation::of_a_profile,
    rotation::of_a_turned_link,
    rotation::of_a_profile_with_client_credentials,
    rotation::of_a_turned_link_with_client_credentials,
    store::the_next_run_needs_no_token_request,
    store::twenty_at_once_make_one_token_request,
    store::a_revoked_token_is_replaced_in_the_store,
    store::a_wrong_secret_is_told_beside_a_stored_token,
    store::a_second_secret_has_a_token_of_its_own,
}
