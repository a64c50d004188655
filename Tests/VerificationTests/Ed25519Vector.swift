/// Made apart from this code with the key of RFC 8032 section 7.1, test 1.
enum Ed25519Vector {
    static let standardWebhooks = (
        key: "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        signature: "2ekuDPB/RyJfRKnQdtMb5oJ8/EQXnEfXwAbcENG+1qYe"
            + "T0toft1I6YTmA1loOzrQRfQsAV1cjhnglqhV0zWXDQ=="
    )
}
