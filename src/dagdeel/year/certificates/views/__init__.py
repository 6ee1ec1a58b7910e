"""The pages of certificates: hours per school, one certificate and its check, and the personal record."""
