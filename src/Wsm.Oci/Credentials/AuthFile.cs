namespace Wsm.Oci.Credentials;

/// <summary>The text of an <c>auth.json</c>, as podman, CRI-O and Kubernetes' pull secrets read it.</summary>
/// <remarks>containers-auth.json(5)</remarks>
public static class AuthFile
{
    /// <param name="logins">By registry.</param>
    public static string Write(IEnumerable<KeyValuePair<string, Credential>> logins)
    {
        var document = new CredentialDocument("", []);
        foreach (var (registry, credential) in logins)
        {
            document.Set(registry, credential);
        }

        return document.ToJson();
    }
}
