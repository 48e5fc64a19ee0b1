using Wsm.Helm.Data;

namespace Wsm.Site.WeightsAndBiases.Migration;

/// <summary>What stands around the environment in a pod, under the names that the old chart and Kubernetes share.</summary>
internal static class PodSettings
{
    private const string TrustedCertificates = "/usr/local/share/ca-certificates";

    public static void AddPullSecrets(MigratedSettings settings, Value secrets)
    {
        if (secrets.Data is not ListValue { Count: > 0 })
        {
            return;
        }

        if (settings.IsFrom("0.31.0"))
        {
            settings.Set("global.imagePullSecrets", secrets);
        }
        else
        {
            settings.Note("imagePullSecrets", "this chart gives none to its pods; let their service accounts have them");
        }
    }

    public static void AddPlacement(MigratedSettings settings, string key, Value value)
    {
        if (value.Data is null or MapValue { Count: 0 } or ListValue { Count: 0 })
        {
            return;
        }

        switch (key)
        {
            case "resources":
                settings.Set("app.resources", value);
                break;
            case "nodeSelector":
                settings.Set("global.nodeSelector", value);
                break;
            case "tolerations" when settings.IsFrom("0.38.0"):
                settings.Set("global.tolerations", value);
                break;
            case "tolerations" when settings.IsFrom("0.31.0"):
                settings.Set("app.tolerations", value);
                break;
            case "affinity" when settings.IsFrom("0.38.0"):
                settings.Set("app.affinity", value);
                break;
            case "podSecurityContext":
                settings.Set(settings.IsFrom("0.38.0") ? "app.podSecurityContext" : "app.pod.securityContext", value);
                break;
            case "securityContext" when settings.IsFrom("0.21.0"):
                settings.Set("app.container.securityContext", value);
                break;
            case "podAnnotations":
                settings.Set("app.pod.annotations", value);
                break;
            default:
                settings.Note(key, "no value of this chart does the same");
                break;
        }
    }

    /// <summary>Certificates that a pod trusts are kept in their ConfigMap; what else is mounted has no place.</summary>
    public static void AddVolumes(MigratedSettings settings, IEnumerable<MapValue> volumes, IEnumerable<MapValue> mounts)
    {
        var places = mounts.ToLookup(mount => mount["name"].Data as string, mount => mount["mountPath"].Data as string ?? "");
        foreach (var volume in volumes)
        {
            var name = volume["name"].Data as string;
            if (volume["persistentVolumeClaim"].Data is MapValue)
            {
                settings.Note($"the volume {name}", "files on a disk must be copied to an object store");
            }
            else if (
                (volume["configMap"].Data as MapValue)?["name"].Data is string map
                && places[name].Any(place => place.StartsWith(TrustedCertificates, StringComparison.Ordinal))
                && settings.IsFrom("0.21.0")
            )
            {
                settings.Set("global.caCertsConfigMap", map);
                settings.Remark(
                    $"The ConfigMap {map} is still referred to; its keys must end in .crt, and 'helm uninstall' may delete "
                        + "it: copy it first."
                );
            }
            else if ((volume["configMap"].Data as MapValue)?["name"].Data is string || volume["secret"].Data is MapValue)
            {
                settings.Note(
                    $"the volume {name}",
                    "no value of this chart mounts it; certificates to trust are given as global.customCACerts"
                );
            }
        }
    }
}
