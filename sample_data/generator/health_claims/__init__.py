"""What an insurer holds of the region: members, claims, services, and notes sent with them."""
