import os
from clover.spawner:base import KubeSpawner  # noqa

# c.KubeSpawner.image = "quay.io/clover/notebook:2023-01-01"
c.KubeSpawner.image = "quay.io/clover/notebook:2025-01-06"
c.KubeSpawner.image_pull_policy = "Always"
c.KubeSpawner.image_pull_secrets = ["clover-pull"]
c.KubeSpawner.profile_list = [
    {"display_name": "R", "kubespawner_override": {"image": "docker.io/clover/rstudio:4.4.2"}},
    {"display_name": "Own", "profile_options": {"image": {"unlisted_choice": {"validation_regex": "^quay.io/clover/.+:.+$"}}}},
]
c.KubeSpawner.environment = {"HUB": "http://hub.clover:8081/hub/api:v1", "TZ": "Europe/Zurich:CET"}
c.JupyterHub.logo_file = "/srv/logo:dark.png"
