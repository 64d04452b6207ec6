//! Three of the five endpoints that are open to every API user; the other two are in `orders`.

use alloc::format;

use axum::body::Body;
use axum::extract::Path;
use http::{Response, StatusCode};

use crate::defaults::{ORDERS, SITE_ID};
use crate::dialect::xml_answer;
use crate::xml;

pub(crate) async fn sip_peers(Path((_, site)): Path<(String, String)>) -> Response<Body> {
    if site != SITE_ID {
        let body = "<TNSipPeersResponse><ResponseStatus><ErrorCode>12527</ErrorCode>\
                    <Description>This account has no such site</Description></ResponseStatus>\
                    </TNSipPeersResponse>";
        return xml_answer(StatusCode::NOT_FOUND, xml::document(body));
    }
    let body = "<TNSipPeersResponse><SipPeers><SipPeer>\
                <PeerId>618203</PeerId><PeerName>Front desk trunk</PeerName>\
                <Description>Carries the office numbers</Description>\
                <IsDefaultPeer>true</IsDefaultPeer><ShortMessagingProtocol>HTTP</ShortMessagingProtocol>\
                <VoiceHosts><Host><HostName>192.0.2.41</HostName></Host></VoiceHosts><VoiceHostGroups/>\
                <TerminationHosts><TerminationHost><HostName>192.0.2.41</HostName><Port>5060</Port>\
                </TerminationHost></TerminationHosts>\
                <CallingName><Display>true</Display><Enforced>false</Enforced></CallingName>\
                </SipPeer></SipPeers></TNSipPeersResponse>";
    xml_answer(StatusCode::OK, xml::document(body))
}

pub(crate) async fn edge_management_settings() -> Response<Body> {
    let body = "<EdgeManagementSettings><SbcSettings><TrunkGroupId>tg-front-desk-01</TrunkGroupId>\
                <NodeGroupName>Sandbox East 01</NodeGroupName></SbcSettings>\
                <SipAuthentication><Enabled>true</Enabled><Status>COMPLETE</Status></SipAuthentication>\
                <ProductSpecificAccessRestrictions><AccessRestriction>\
                <RestrictedProduct>Termination</RestrictedProduct>\
                <RestrictedAccessTypes><RestrictedAccessType>SipCredentials</RestrictedAccessType>\
                </RestrictedAccessTypes></AccessRestriction></ProductSpecificAccessRestrictions>\
                </EdgeManagementSettings>";
    xml_answer(StatusCode::OK, xml::document(body))
}

pub(crate) async fn subscriptions() -> Response<Body> {
    let order = ORDERS.first().map_or("", |order| order.id);
    let body = format!(
        "<SubscriptionsResponse><Subscriptions><Subscription>\
         <SubscriptionId>4c71f9d2-3ae8-4b06-9f15-d0826be37a4e</SubscriptionId>\
         <OrderType>orders</OrderType><OrderId>{order}</OrderId>\
         <EmailSubscription><Email>desk@example.com</Email><DigestRequested>NONE</DigestRequested>\
         </EmailSubscription></Subscription><Subscription>\
         <SubscriptionId>a83e05b7-6d4c-4f92-8b71-2c9fd16e40d8</SubscriptionId>\
         <OrderType>portins</OrderType>\
         <CallbackSubscription><URL>https://hooks.example.com/portins</URL><Expiry>86400</Expiry>\
         <CallbackCredentials><BasicAuthentication><Username>hook-user</Username></BasicAuthentication>\
         </CallbackCredentials></CallbackSubscription></Subscription></Subscriptions>\
         </SubscriptionsResponse>"
    );
    xml_answer(StatusCode::OK, xml::document(&body))
}
