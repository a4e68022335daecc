from django.urls import path

from apps.people import views

urlpatterns = [path("people/<str:slug>/", views.person, name="person")]
