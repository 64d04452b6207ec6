"""Bandwidth's `bandwidth-numbers-sdk` for Python: prints what it has read, one thing a line."""

import os

from bandwidth_numbers import Account, Client

account = Account(
    client=Client(
        account_id=os.environ["BW_ACCOUNT_ID"],
        client_id=os.environ["BW_CLIENT_ID"],
        client_secret=os.environ["BW_CLIENT_SECRET"],
    )
)
site = os.environ["BW_SITE_ID"]
order = os.environ["BW_ORDER_ID"]

orders = account.orders.list({"page": 1, "size": 10})
print("orders", len(orders.items))
print("newest", orders.items[0].order_id)
print("its site", account.orders.get(order).order.site_id)
peers = account.sites.create({"id": site}, False).sip_peers.list()
print("peer", peers.items[0].peer_id)
print("subscriptions", len(account.subscriptions.list().items))
