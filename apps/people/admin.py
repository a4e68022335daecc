"""People and accounts in the admin."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.catalog.admin import MergingAdmin, PartInline
from apps.people.models import ApiToken, Person, PersonName, User


class PersonNameInline(PartInline):
    model = PersonName
    verbose_name_plural = "other spellings"


@admin.register(Person)
class PersonAdmin(MergingAdmin):
    list_display = ("name", "slug", "updated_at")
    search_fields = ("name", "names__name", "slug")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "bio", "url", "key", "updated_at")
    readonly_fields = ("key", "updated_at")
    inlines = (PersonNameInline,)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts. Roles are the only way to rights: nobody hands out single ones here."""

    list_display = ("username", "email", "is_active", "is_staff", "is_demo", "last_login")
    list_filter = ("groups", "is_staff", "is_active", "is_demo")
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        ("Role", {"fields": ("is_active", "is_staff", "groups", "is_superuser", "is_demo")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """What a demo account is cannot be changed, nor can an administrator make superusers."""
        fixed = ("is_demo", "last_login", "date_joined")
        return fixed if request.user.is_superuser else (*fixed, "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _may_touch(request, obj) and super().has_delete_permission(request, obj)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Tokens that were handed out. They can be revoked, and nothing else: that deletes the row."""

    list_display = ("name", "user", "scopes", "created", "expiry")
    list_filter = ("expiry",)
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    ordering = ("-created",)
    fields = ("name", "user", "scopes", "token_key", "created", "expiry")
    readonly_fields = fields
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> Any:
        """Revoking is this list's word for deleting."""
        return {k: v for k, v in super().get_actions(request).items() if k != "delete_selected"}

    @admin.action(description="Revoke the chosen tokens", permissions=["delete"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiToken]) -> None:
        names = ", ".join(sorted(chosen.values_list("name", flat=True)))
        chosen.delete()
        self.message_user(request, f"Revoked: {names}.")


def _may_touch(request: HttpRequest, account: User | None) -> bool:
    """Only a superuser touches a superuser: whoever sets a password has the account."""
    is_super = bool(account and account.is_superuser)
    return request.user.is_superuser or not is_super
