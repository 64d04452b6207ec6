//! Callbacks: Bandwidth as the client, which the sandbox plays towards a handler under test.

mod callback;
mod challenge;
mod delivery;
mod event_body;
mod kind;
mod post;
mod step;

pub use callback::{Callback, CallbackUrlError};
pub use challenge::basic_realm;
pub use delivery::{Delivery, DeliveryEnd, Loss};
pub use kind::CallbackKind;
pub use step::{DeliveryStep, StepAnswer};
