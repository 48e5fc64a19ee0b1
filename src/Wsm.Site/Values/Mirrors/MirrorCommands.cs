using Wsm.Site.Values.Requests;

namespace Wsm.Site.Values.Mirrors;

/// <summary>What brings the mirror configuration to where it works.</summary>
internal static class MirrorCommands
{
    public static IEnumerable<string> For(MirrorKind kind, MirrorAccess access) =>
        kind switch
        {
            MirrorKind.Containerd =>
            [
                "cp -r mirrors/certs.d/. /etc/containerd/certs.d/     # on every node; config_path in /etc/containerd/config.toml must "
                    + "name that folder",
            ],
            MirrorKind.K3s =>
            [
                "cp mirrors/* /etc/rancher/k3s/     # on every node, or its lines into the file that is there; then restart k3s",
            ],
            MirrorKind.Crio =>
            [
                "cp mirrors/registries.conf /etc/containers/registries.conf.d/wsm-mirrors.conf     # on every node; a certs.d beside it to "
                    + "/etc/containers/certs.d (HOST_PORT named HOST:PORT there); then reload crio",
                .. access.Logins.Count > 0
                    ?
                    [
                        "cp mirrors/auth.json /etc/crio/auth.json     # on every node; global_auth_file in [crio.image] of crio.conf must "
                            + "name it (where it names a file already, add the lines to that one); then restart crio",
                    ]
                    : Array.Empty<string>(),
            ],
            _ =>
            [
                .. access.Authority is null ? [] : Authority,
                .. access.Logins.Count > 0 ? GlobalPullSecret : [],
                "oc apply -f mirrors/mirror-sets.yaml",
            ],
        };

    /// <summary>
    /// Nodes find the logins of mirrors there and nowhere else. Setting it replaces it, so what the cluster has is taken along.
    /// </summary>
    private static string[] GlobalPullSecret =>
        [
            "(umask 077; oc get secret/pull-secret -n openshift-config --template='{{index .data \".dockerconfigjson\" | base64decode}}' "
                + "> pull-secret-now.json && jq -s '.[0] * .[1]' pull-secret-now.json mirrors/pull-secret.json > pull-secret-both.json)",
            "oc set data secret/pull-secret -n openshift-config --from-file=.dockerconfigjson=pull-secret-both.json     # then remove "
                + "both files",
        ];

    private static string[] Authority =>
        [
            "oc apply -f mirrors/registry-ca.yaml",
            "oc patch image.config.openshift.io/cluster --type=merge -p "
                + $"'{{\"spec\":{{\"additionalTrustedCA\":{{\"name\":\"{OpenShiftMirrorSets.AuthorityName}\"}}}}}}'     # where it names a "
                + "ConfigMap already, add the lines to that one instead",
        ];
}
