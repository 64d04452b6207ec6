//! What every sandbox holds from the start: invented values in the shapes that Bandwidth's have.

pub(crate) const ACCOUNT_ID: &str = "5504417";
pub(crate) const CLIENT_ID: &str = "CLI-sandbox";
pub(crate) const SITE_ID: &str = "27184";
pub(crate) const USERNAME: &str = "sandbox-api-user";

/// The orders of every account, newest first.
pub(crate) const ORDERS: [Order; 5] = [
    Order {
        id: "7d3c0f52-94be-4c1a-8a27-1f6e0b5d9c31",
        date: "2026-11-18T09:12:44.301Z",
        number: "9195550142",
        status: "COMPLETE",
    },
    Order {
        id: "b1a46e08-2f73-4d95-9c0e-5ad8e7f21b64",
        date: "2026-10-30T17:40:02.118Z",
        number: "9195550143",
        status: "COMPLETE",
    },
    Order {
        id: "0e95d7c4-61ab-4f38-b5d2-c84f3a9e7016",
        date: "2026-08-05T12:00:31.877Z",
        number: "7205550107",
        status: "FAILED",
    },
    Order {
        id: "f42b8a19-c750-4e63-a19f-96d3570ce8b2",
        date: "2026-03-21T22:58:10.040Z",
        number: "7205550119",
        status: "COMPLETE",
    },
    Order {
        id: "58e1c6d3-0b9f-47a2-83c6-e27d41fa905b",
        date: "2025-12-02T08:05:59.613Z",
        number: "3035550160",
        status: "PARTIAL",
    },
];

pub(crate) struct Order {
    pub(crate) id: &'static str,
    pub(crate) date: &'static str,
    pub(crate) number: &'static str,
    pub(crate) status: &'static str,
}
