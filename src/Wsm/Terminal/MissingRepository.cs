using Wsm.Oci.Registry.Failures;

namespace Wsm.Terminal;

/// <summary>What to type where a registry wants a repository, or what holds it, to be there before a push.</summary>
internal static class MissingRepository
{
    public static string Hint(RegistryException error)
    {
        var host = error.Registry ?? "";
        var path = PathOf(error);
        var first = path.Split('/')[0];
        if (host.Contains(".dkr.ecr", StringComparison.Ordinal) || host.Contains(".dkr-ecr", StringComparison.Ordinal))
        {
            var region = host.Split('.') is { Length: > 3 } parts ? parts[3] : "REGION";
            return $"ECR makes no repository by itself: --create-repositories does, or: aws ecr create-repository --region {region} "
                + $"--repository-name {path}";
        }

        if (host.Contains("image-registry", StringComparison.Ordinal))
        {
            return $"OpenShift's registry takes PROJECT/NAME of projects that are there: oc new-project {first} (and --path-style "
                + "max-depth=2).";
        }

        if (host.Contains("quay", StringComparison.Ordinal))
        {
            return $"Quay takes images of organizations that are there, from accounts that may make repositories in '{first}': "
                + "--create-repositories makes them with an OAuth token of the organization in $QUAY_TOKEN.";
        }

        if (host.Contains("gitlab", StringComparison.Ordinal))
        {
            return $"GitLab takes images of projects that are there: glab repo create {string.Join('/', path.Split('/').Take(2))}; "
                + "then push below "
                + $"it with --registry {host}/{string.Join('/', path.Split('/').Take(2))}.";
        }

        return "The project or repository may have to exist first: create it there (Harbor: --create-projects), or choose another "
            + "place with "
            + "--registry HOST/PROJECT or --map.";
    }

    /// <summary>Between <c>/v2/</c> and what is asked of the repository.</summary>
    private static string PathOf(RegistryException error)
    {
        const string Start = "/v2/";
        if (!Uri.TryCreate(error.Uri, UriKind.Absolute, out var asked) || !asked.AbsolutePath.StartsWith(Start, StringComparison.Ordinal))
        {
            return "NAME";
        }

        var path = asked.AbsolutePath[Start.Length..];
        foreach (var end in (string[])["/blobs/", "/manifests/", "/tags/"])
        {
            if (path.IndexOf(end, StringComparison.Ordinal) is > 0 and var at)
            {
                return path[..at];
            }
        }

        return path;
    }
}
