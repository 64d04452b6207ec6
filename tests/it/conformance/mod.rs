//! The conformance scenarios, each over both transports.

pub(crate) mod accepted;
mod faults;
mod limits;
mod memory;
mod network;
mod redirects;
mod rejected;
mod rotation;
mod targets;
mod wire;
mod withheld;

/// Expands one list of scenarios into a test per scenario and driver. A scenario that is not listed is dead code.
///
/// The transports run all of them. The example over a bare hyper runs those that core answers for.
macro_rules! scenarios {
    (
        everywhere { $($everywhere:ident::$shared:ident,)* }
        transports_only { $($only:ident::$own:ident,)* }
    ) => {
        scenarios! { transports $($everywhere::$shared,)* $($only::$own,)* }
        mod over_hyper {
            use bw_auth_tests::OverHyper;
            $(#[test] fn $shared() { super::$everywhere::$shared::<OverHyper>() })*
        }
    };
    (transports $($module:ident::$name:ident,)*) => {
        mod over_async {
            use bw_auth_tests::OverAsync;
            $(#[test] fn $name() { super::$module::$name::<OverAsync>() })*
        }
        mod over_blocking {
            use bw_auth_tests::OverBlocking;
            $(#[test] fn $name() { super::$module::$name::<OverBlocking>() })*
        }
    };
}

scenarios! {
    everywhere {
    accepted::five_endpoints,
    accepted::five_endpoints_under_the_real_host_names,
    accepted::every_method_and_body,
    accepted::requests_put_together_elsewhere,
    accepted::head_has_no_body,
    accepted::passwords_of_every_kind,
    accepted::statuses_that_are_the_callers,
    accepted::header_for_another_stack,
    accepted::user_agent_and_no_cookie_or_referer,
    rejected::wrong_password,
    rejected::case_matters_in_both_halves,
    rejected::wrong_account,
    rejected::missing_role,
    rejected::raw_status_makes_them_responses,
    rejected::an_echoed_header_is_redacted,
    rejected::a_stream_is_not_sent_again,
    rotation::a_newer_secret_is_tried_once,
    rotation::a_newer_secret_that_is_refused_too,
    rotation::a_stream_cannot_be_replayed,
    rotation::credentials_set_at_run_time,
    rotation::no_credentials_to_be_had,
    rotation::many_callers_load_once,
    memory::five_rejections_stop_sending,
    memory::a_probe_finds_out,
    memory::reset_starts_again,
    memory::newer_credentials_start_again,
    memory::one_wrong_account_of_many,
    limits::rate_limit_tells_how_long,
    limits::rate_limit_with_retry_after,
    limits::unavailable_is_a_response_with_a_wait,
    limits::retries_only_where_asked,
    limits::retry_of_429_for_any_replayable_request,
    limits::retry_of_503_only_for_idempotent_methods,
    limits::no_retry_past_the_deadline,
    redirects::followed_at_the_same_origin,
    redirects::each_hop_carries_one_header,
    redirects::loop_ends,
    redirects::foreign_origin_is_left_to_the_caller,
    redirects::named_foreign_host_sees_a_stranger,
    redirects::cookies_stay_with_their_origin,
    redirects::other_methods_are_left_to_the_caller,
    redirects::downgrade_is_an_error,
    redirects::userinfo_is_an_error,
    redirects::several_locations_are_an_error,
    targets::of_a_redirect_left_to_the_caller_are_not_shown,
    withheld::own_header,
    withheld::origin_off_the_list,
    withheld::plain_http,
    withheld::loopback_http_by_name,
    withheld::userinfo_in_the_url,
    withheld::no_account,
    withheld::service_that_the_environment_lacks,
    withheld::a_request_that_cannot_be_put_together,
    network::unknown_host,
    network::closed_port,
    network::unknown_authority,
    network::expired_certificate,
    network::certificate_for_another_host,
    network::no_tls_at_the_other_end,
        network::closed_during_the_handshake,
    network::the_proxy_sees_no_header,
    network::a_proxy_that_refuses,
    network::a_proxy_that_is_not_there,
    network::a_proxy_that_talks_nonsense,
    faults::no_answer,
    faults::a_byte_at_a_time,
    faults::no_answer_to_a_request_with_its_own_limit,
    faults::a_time_limit_beyond_all_clocks,
    faults::closed_at_any_point,
    faults::garbage,
    faults::huge_header,
    faults::huge_error_body,
    faults::error_body_that_never_ends,
    faults::the_client_is_usable_afterwards,
    }
    // What only a whole client has: a pool, and redirects and bodies as its library sends them.
    transports_only {
        faults::a_stream_that_fails,
        redirects::named_foreign_host_sees_nothing_that_the_library_adds,
        wire::a_length_is_right_or_refused,
        wire::a_stream_shorter_than_declared,
        wire::a_stream_longer_than_declared,
        wire::a_stream_of_any_method_is_sent,
        wire::a_query_too_long_for_a_url,
        wire::fields_that_are_not_the_callers,
        wire::methods_of_any_name,
        wire::no_body_has_length_zero,
        rotation::one_pool_for_all_credentials,
    }
}
