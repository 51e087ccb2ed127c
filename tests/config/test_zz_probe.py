from django.test import Client
def test_k(client_for, lin, publish):
    c=client_for(lin); c.raise_request_exception=False
    print(c.get("/k/"+"9"*30).status_code, c.get("/k/1/v/"+"9"*30).status_code, c.get("/k/1?as_of=9999-12-31T23:59:59-12:00").status_code)
