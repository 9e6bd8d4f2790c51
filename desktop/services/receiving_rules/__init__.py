"""The rules for choosing the receiving endpoint (quy tắc chọn đầu mối tiếp nhận)."""
