from itertools import groupby

from django.db import migrations


def fill(apps, schema_editor):
    """Each locality joined its cluster before the record began; posts alike are numbered."""
    Locality = apps.get_model("localities", "Locality")
    LocalityMembership = apps.get_model("localities", "LocalityMembership")
    Post = apps.get_model("localities", "Post")
    LocalityMembership.objects.bulk_create(
        LocalityMembership(locality_id=locality.pk, cluster_id=locality.cluster_id)
        for locality in Locality.objects.filter(memberships__isnull=True)
    )
    posts = Post.objects.order_by("kind", "cluster_id", "locality_id", "order", "pk")
    for _, alike in groupby(
        posts, key=lambda post: (post.kind, post.cluster_id, post.locality_id)
    ):
        for number, post in enumerate(alike, start=1):
            post.number = number
            post.save(update_fields=["number"])


class Migration(migrations.Migration):
    dependencies = [("localities", "0002_organisation_over_time")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
