"""Receipts: that a verdict was given on a dossier by some rules, and whether it is given again."""

from cnam_rules.receipts.model import Receipt, read_receipt, receipt
from cnam_rules.receipts.verifying import Verification, verify

__all__ = ["Receipt", "Verification", "read_receipt", "receipt", "verify"]
