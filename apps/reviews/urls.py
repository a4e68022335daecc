from django.urls import path

from apps.core import converters
from apps.reviews import reviewing, views

SLUG = converters.ANY_SLUG

urlpatterns = [
    path("books/", views.books, name="books"),
    path(f"books/<{SLUG}:slug>/", views.book, name="book"),
    path("reviews/", views.reviews, name="reviews"),
    path(f"reviews/<{SLUG}:slug>/", views.review, name="review"),
    path("reviewing/", reviewing.mine, name="my-reviews"),
    path("reviewing/new/", reviewing.new, name="new-review"),
    path("reviewing/<int:pk>/", reviewing.edit, name="edit-review"),
    path("reviewing/<int:pk>/withdraw/", reviewing.withdraw_review, name="withdraw-review"),
]
