using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wsm.Oci.References;

namespace Wsm.Tests.Serve.Conformance;

/// <summary>What came back, with the checks that most requirements share.</summary>
internal sealed class SpecAnswer(HttpResponseMessage message, byte[] body)
{
    private static readonly string[] Codes =
    [
        "BLOB_UNKNOWN",
        "BLOB_UPLOAD_INVALID",
        "BLOB_UPLOAD_UNKNOWN",
        "DIGEST_INVALID",
        "MANIFEST_BLOB_UNKNOWN",
        "MANIFEST_INVALID",
        "MANIFEST_UNKNOWN",
        "NAME_INVALID",
        "NAME_UNKNOWN",
        "SIZE_INVALID",
        "UNAUTHORIZED",
        "DENIED",
        "UNSUPPORTED",
        "TOOMANYREQUESTS",
    ];

    public int Status => (int)message.StatusCode;

    public byte[] Body => body;

    public string Location => Header("Location") ?? throw new InvalidOperationException("the answer names no Location");

    public long? Length => message.Content.Headers.ContentLength;

    public string? ContentType => message.Content.Headers.ContentType?.ToString();

    public string? Header(string name) =>
        message.Headers.TryGetValues(name, out var values) || message.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    public JsonElement Json() => JsonDocument.Parse(body).RootElement;

    public string[] Names(string property) => [.. Json().GetProperty(property).EnumerateArray().Select(name => name.GetString()!)];

    public SpecAnswer Is(HttpStatusCode status)
    {
        Assert.Equal(status, message.StatusCode);
        return this;
    }

    /// <summary>The content, whose digest is named in the header.</summary>
    public SpecAnswer Holds(byte[] content, string? digest = null)
    {
        Assert.Equal(content, body);
        Assert.Equal(digest ?? Digest.Of(content).ToString(), Header("Docker-Content-Digest"));
        return this;
    }

    /// <summary>The status with a body in the specification's form; the code must be one that it knows.</summary>
    public SpecAnswer Fails(HttpStatusCode status, string code)
    {
        Is(status);
        var errors = Json().GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()!).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, found => Assert.Matches(new Regex("^[A-Z_]+$"), found));
        Assert.All(errors, found => Assert.Contains(found, Codes));
        Assert.Contains(code, errors);
        return this;
    }
}
