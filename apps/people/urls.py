from django.urls import path

from apps.core import converters
from apps.people import accounts, keys, merging_pages, views

SLUG = converters.ANY_SLUG

urlpatterns = [
    path("people/", views.people, name="people"),
    path("sign-in/", accounts.SignIn.as_view(), name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("account/", accounts.account, name="account"),
    path("account/unsent/", accounts.unsent, name="unsent"),
    path("account/password/", accounts.ChangePassword.as_view(), name="change-password"),
    path("account/tokens/", keys.tokens, name="tokens"),
    path("account/tokens/revoke/", keys.revoke, name="revoke-token"),
    path("merging/<slug:plural>/", merging_pages.suggestions, name="merging"),
    path("merging/<slug:plural>/preview/", merging_pages.preview, name="merge-preview"),
    path("merging/<slug:plural>/merge/", merging_pages.merge, name="merge"),
    path("merging/<slug:plural>/apart/", merging_pages.apart, name="apart"),
    path("merging/<slug:plural>/apart/<int:pk>/", merging_pages.reconsider, name="reconsider"),
    path("merging/<slug:plural>/look/", merging_pages.look, name="look-for-likeness"),
    path("merging/<slug:plural>/history/", merging_pages.history, name="merges"),
    path("merging/<slug:plural>/history/<int:pk>/undo/", merging_pages.undo, name="undo-merge"),
    path(f"people/<{SLUG}:slug>/", views.person, name="person"),
]
