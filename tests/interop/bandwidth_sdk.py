"""Bandwidth's `bandwidth-sdk` for Python: prints what it has read, one thing a line."""

import os

import bandwidth

configuration = bandwidth.Configuration(
    client_id=os.environ["BW_CLIENT_ID"],
    client_secret=os.environ["BW_CLIENT_SECRET"],
    # It asks for its token through no proxy, so by the sandbox's own address.
    access_token_url=os.environ["BW_TOKEN_URL"],
    ssl_ca_cert=os.environ["BW_CA_FILE"],
)
configuration.proxy = os.environ["BW_PROXY"]
account = os.environ["BW_ACCOUNT_ID"]

with bandwidth.ApiClient(configuration) as client:
    messages = bandwidth.MessagesApi(client)
    print("messages", messages.list_messages(account).total_count)
    request = bandwidth.MessageRequest(
        application_id="interop", to=["+19195550143"], var_from="+19195550142", text="Grüße"
    )
    print("sent by", messages.create_message(account, request).owner)
    print("calls", len(bandwidth.CallsApi(client).list_calls(account)))
    statistics = bandwidth.StatisticsApi(client).get_statistics(account)
    print("queue", statistics.max_call_queue_size)
    try:
        bandwidth.EndpointsApi(client).list_endpoints(account)
    except bandwidth.exceptions.ForbiddenException as refusal:
        print("forbidden:", refusal.data.errors[0].description)
