"""What does this container hold?  One reader a format: octets in, a listing out, nothing judged, nothing raised."""
