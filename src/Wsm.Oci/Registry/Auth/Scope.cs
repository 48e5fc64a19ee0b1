namespace Wsm.Oci.Registry.Auth;

/// <summary>Token scopes.</summary>
/// <remarks>https://distribution.github.io/distribution/spec/auth/scope/</remarks>
internal static class Scope
{
    private const string Prefix = "repository:";

    public static string[] None => [];

    public static string Pull(string repository) => $"{Prefix}{repository}:pull";

    public static string Push(string repository) => $"{Prefix}{repository}:pull,push";

    public static string Delete(string repository) => $"{Prefix}{repository}:delete";

    /// <summary>The repository that the first scope is about.</summary>
    public static string? RepositoryOf(IReadOnlyList<string> scopes)
    {
        var scope = scopes.Count > 0 ? scopes[0] : "";
        var end = scope.LastIndexOf(':');
        return scope.StartsWith(Prefix, StringComparison.Ordinal) && end > Prefix.Length ? scope[Prefix.Length..end] : null;
    }
}
