using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wsm.Oci.Credentials;

/// <summary>The parsed text of a credential file.</summary>
internal sealed class CredentialDocument(string path, JsonObject root)
{
    /// <summary>The name of the helper for a registry: its own, or the one for all. Null when the file itself holds the entries.</summary>
    public string? HelperFor(string registry)
    {
        var own = Section("credHelpers")?.FirstOrDefault(helper => RegistryKey.Normalise(helper.Key) == registry).Value;
        return Text(own, "credHelpers") ?? Text(root["credsStore"], "credsStore");
    }

    /// <summary>Each helper with the registries it is named for; the one for all with none.</summary>
    public IReadOnlyList<(string Helper, IReadOnlyList<string> Registries)> Helpers()
    {
        var named = (Section("credHelpers") ?? [])
            .GroupBy(entry => Text(entry.Value, "credHelpers"), entry => RegistryKey.Normalise(entry.Key))
            .Where(group => group.Key is not null);
        var helpers = named.Select(group => (group.Key!, (IReadOnlyList<string>)[.. group.Order(StringComparer.Ordinal)])).ToList();
        if (Text(root["credsStore"], "credsStore") is { } all)
        {
            helpers.Add((all, []));
        }

        return helpers;
    }

    /// <summary>The registries, and repositories, that the file itself has a credential for.</summary>
    public IReadOnlyList<string> Registries() =>
        [
            .. (Section("auths") ?? [])
                .Where(entry => Read(entry.Value) is not null)
                .Select(entry => RegistryKey.Normalise(entry.Key))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The entry that fits best; null when there is none, or only an empty one (which docker leaves beside a helper).</summary>
    public Credential? Find(string registry, string? repository)
    {
        if (Section("auths") is not { } auths)
        {
            return null;
        }

        var entries = auths.ToLookup(entry => RegistryKey.Normalise(entry.Key), entry => entry.Value);
        return RegistryKey
            .Candidates(registry, repository)
            .SelectMany(key => entries[key])
            .Select(Read)
            .FirstOrDefault(credential => credential is not null);
    }

    public void Set(string key, Credential credential)
    {
        if (root["auths"] is not JsonObject auths)
        {
            root["auths"] = auths = [];
        }

        var entry = new JsonObject
        {
            ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}")),
        };
        if (credential.IdentityToken is { } token)
        {
            entry["identitytoken"] = token;
        }

        auths[key] = entry;
    }

    /// <summary>Removes every entry of a registry, not those of its repositories. Returns whether there was one.</summary>
    public bool Remove(string registry)
    {
        if (Section("auths") is not { } auths)
        {
            return false;
        }

        var keys = auths.Select(entry => entry.Key).Where(key => RegistryKey.Normalise(key) == registry).ToList();
        foreach (var key in keys)
        {
            auths.Remove(key);
        }

        return keys.Count > 0;
    }

    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions
                {
                    Indented = true,
                    IndentCharacter = '\t',
                    IndentSize = 1,
                }
            )
        )
        {
            root.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private JsonObject? Section(string name) =>
        root[name] switch
        {
            null => null,
            JsonObject section => section,
            _ => throw Malformed($"\"{name}\" is not an object"),
        };

    private Credential? Read(JsonNode? node)
    {
        if (node is not JsonObject entry)
        {
            return null;
        }

        if (Text(entry["identitytoken"], "identitytoken") is { } token)
        {
            return Credential.FromIdentityToken(token);
        }

        if (Text(entry["username"], "username") is { } user && Text(entry["password"], "password") is { } password)
        {
            return Credential.Basic(user, password);
        }

        return Text(entry["auth"], "auth") is { } auth ? Decode(auth) : null;
    }

    private Credential Decode(string auth)
    {
        var bytes = new byte[auth.Length];
        var text = Convert.TryFromBase64String(auth, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0') : "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? Credential.Basic(text[..colon], text[(colon + 1)..])
            : throw Malformed("an \"auth\" is not the base64 form of user:password");
    }

    private string? Text(JsonNode? node, string name)
    {
        if (node is null)
        {
            return null;
        }

        return node is JsonValue value && value.TryGetValue<string>(out var text)
            ? text.Length > 0
                ? text
                : null
            : throw Malformed($"\"{name}\" is not a string");
    }

    private CredentialException Malformed(string what) => new($"the credential file {path} is malformed: {what}");
}
