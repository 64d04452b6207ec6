//! What a test asks of a sandbox about callbacks.

use crate::outbound::{Callback, Delivery};
use crate::sandbox::Sandbox;

impl Sandbox {
    /// Sends a callback as Bandwidth does, until it is delivered or lost. It moves the sandbox's clock from one attempt to the next,
    /// as [`Delivery::run`] says.
    pub fn deliver(&self, callback: Callback) -> Delivery {
        let mut delivery = self.begin_callback(callback);
        delivery.run();
        delivery
    }

    /// Begins to send a callback: the first attempt is due at once, and made by [`Delivery::attempt`].
    pub fn begin_callback(&self, callback: Callback) -> Delivery {
        Delivery::new(callback, self.clock().clone())
    }
}
