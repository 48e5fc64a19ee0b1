namespace Wsm.Product.Finding.Names;

/// <summary>Hosts that are registries of images and nothing else.</summary>
internal static class KnownRegistries
{
    private static readonly HashSet<string> Hosts =
    [
        "docker.io",
        "index.docker.io",
        "registry-1.docker.io",
        "quay.io",
        "ghcr.io",
        "gcr.io",
        "registry.k8s.io",
        "k8s.gcr.io",
        "mcr.microsoft.com",
        "public.ecr.aws",
        "nvcr.io",
        "registry.gitlab.com",
        "cgr.dev",
        "docker.elastic.co",
        "registry.access.redhat.com",
        "registry.redhat.io",
        "registry.connect.redhat.com",
        "registry.suse.com",
        "registry.opensuse.org",
        "registry.fedoraproject.org",
        "docker.pkg.github.com",
        "xpkg.upbound.io",
        "xpkg.crossplane.io",
        "lscr.io",
        "icr.io",
        "container-registry.oracle.com",
        "reg.kyverno.io",
        "cr.l5d.io",
        "cr.weaviate.io",
        "docker.redpanda.com",
        "registry.ollama.ai",
        "dhi.io",
    ];

    private static readonly string[] Endings =
    [
        ".gcr.io",
        ".azurecr.io",
        ".pkg.dev",
        ".quay.io",
        ".icr.io",
        ".jfrog.io",
        ".ocir.io",
        ".docker.io",
    ];

    /// <summary>Hosts of code, models and packages.</summary>
    private static readonly HashSet<string> Others =
    [
        "github.com",
        "gitlab.com",
        "bitbucket.org",
        "codeberg.org",
        "golang.org",
        "go.dev",
        "gopkg.in",
        "k8s.io",
        "sigs.k8s.io",
        "huggingface.co",
        "hf.co",
        "npmjs.org",
        "registry.npmjs.org",
        "pypi.org",
        "registry.terraform.io",
        "artifacthub.io",
    ];

    private static readonly string[] Labels =
    [
        "registry",
        "xpkg",
        "docker",
        "cr",
        "oci",
        "harbor",
        "containers",
        "images",
        "quay",
        "artifactory",
    ];

    public static bool Has(string host) =>
        Hosts.Contains(host)
        || Endings.Any(ending => host.EndsWith(ending, StringComparison.Ordinal))
        || (host.Contains(".dkr.ecr.", StringComparison.Ordinal) && host.EndsWith(".amazonaws.com", StringComparison.Ordinal));

    public static bool IsAnother(string host) => Others.Contains(host);

    /// <summary>The host's own name says that it is a registry: <c>registry.example.com</c>, <c>cr.example.com</c>.</summary>
    public static bool SaysSo(string host) =>
        host.Split('.', ':').Any(label => Labels.Any(word => label == word || label.StartsWith(word + "-", StringComparison.Ordinal)));
}
