//! The orders of an account: the list with its paging, and each by its id.

use alloc::collections::BTreeMap;
use alloc::format;

use axum::body::Body;
use axum::extract::{Path, Query};
use http::{Response, StatusCode};

use crate::defaults::{ORDERS, Order, SITE_ID, USERNAME};
use crate::dialect::xml_answer;
use crate::xml;

pub(crate) async fn list(
    Path(account): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response<Body> {
    let (Some(page), Some(size)) = (query.get("page"), query.get("size")) else {
        return refusal(13055, "page and size go together, and both are needed");
    };
    let Some(size) = size
        .parse()
        .ok()
        .filter(|size| (1..=LARGEST_PAGE).contains(size))
    else {
        return refusal(13058, "size is a number from 1 to 1000");
    };
    let Some(rest) = from_page(page) else {
        return refusal(
            13058,
            "page is 1 or the id of the last order of the page before",
        );
    };
    let (orders, beyond) = rest.split_at(size.min(rest.len()));
    let mut body = format!(
        "<ResponseSelectWrapper><ListOrderIdUserIdDate><TotalCount>{}</TotalCount><Links>",
        ORDERS.len(),
    );
    body.push_str(&link("first", &account, "1", size));
    if let (Some(last), false) = (orders.last(), beyond.is_empty()) {
        body.push_str(&link("next", &account, last.id, size));
    }
    body.push_str("</Links>");
    for order in orders {
        body.push_str(&summary(order));
    }
    body.push_str("</ListOrderIdUserIdDate></ResponseSelectWrapper>");
    xml_answer(StatusCode::OK, xml::document(&body))
}

pub(crate) async fn detail(Path((_, id)): Path<(String, String)>) -> Response<Body> {
    let Some(order) = ORDERS.iter().find(|order| order.id == id) else {
        let body = "<OrderResponse><ErrorList><Error><Code>5090</Code>\
                    <Description>This account has no such order</Description></Error></ErrorList>\
                    </OrderResponse>";
        return xml_answer(StatusCode::NOT_FOUND, xml::document(body));
    };
    let body = format!(
        "<OrderResponse><CompletedQuantity>1</CompletedQuantity>\
         <CreatedByUser>{USERNAME}</CreatedByUser><LastModifiedDate>{date}</LastModifiedDate>\
         <OrderCompleteDate>{date}</OrderCompleteDate>\
         <Order><Name>Order of one number</Name><OrderCreateDate>{date}</OrderCreateDate>\
         <BackOrderRequested>false</BackOrderRequested><PartialAllowed>true</PartialAllowed>\
         <SiteId>{SITE_ID}</SiteId></Order><OrderStatus>{status}</OrderStatus>\
         <CompletedNumbers><TelephoneNumber><FullNumber>{number}</FullNumber></TelephoneNumber>\
         </CompletedNumbers><FailedQuantity>0</FailedQuantity></OrderResponse>",
        date = order.date,
        status = order.status,
        number = order.number,
    );
    xml_answer(StatusCode::OK, xml::document(&body))
}

/// The orders from a page on: "1" is the start, an order's id stands for what follows that order.
fn from_page(page: &str) -> Option<&'static [Order]> {
    if page == "1" {
        return Some(&ORDERS);
    }
    let at = ORDERS.iter().position(|order| order.id == page)?;
    ORDERS.get(at + 1..)
}

/// A link as the service writes it: the text of an HTTP `Link` field inside XML, with a host of the service's own
/// that need not be the one that was asked.
fn link(rel: &str, account: &str, page: &str, size: usize) -> String {
    let account = xml::escape(account);
    format!(
        "<{rel}>Link=&lt;https://dashboard.bandwidth.com:443/v1.0/accounts/{account}/orders\
         ?page={page}&amp;size={size}&gt;;rel=\"{rel}\";</{rel}>"
    )
}

/// An entry of the list. The mixture of upper and lower case is the service's.
fn summary(order: &Order) -> String {
    format!(
        "<OrderIdUserIdDate><CountOfTNs>1</CountOfTNs><userId>{USERNAME}</userId>\
         <lastModifiedDate>{date}</lastModifiedDate><OrderDate>{date}</OrderDate>\
         <OrderType>new_number</OrderType><orderId>{id}</orderId>\
         <OrderStatus>{status}</OrderStatus></OrderIdUserIdDate>",
        date = order.date,
        id = order.id,
        status = order.status,
    )
}

fn refusal(code: u32, description: &str) -> Response<Body> {
    let body = format!(
        "<ResponseSelectWrapper><ResponseStatus><ErrorCode>{code}</ErrorCode>\
         <Description>{description}</Description></ResponseStatus></ResponseSelectWrapper>"
    );
    xml_answer(StatusCode::BAD_REQUEST, xml::document(&body))
}

const LARGEST_PAGE: usize = 1000;
