using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Credentials;
using Wsm.Oci.Models;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>Refusals in the refuser's own words, and what they are about.</summary>
public sealed class RefusalTests
{
    private static readonly byte[] Content = Bytes(1000);
    private static readonly Descriptor Blob = Describe(Content);

    [Theory]
    [InlineData(
        400,
        """{"errors":[{"code":"BLOB_UPLOAD_INVALID","message":"blob upload invalid"}]}""",
        "blob upload invalid (BLOB_UPLOAD_INVALID)",
        RegistryProblem.UploadLost
    )]
    [InlineData(403, """{"errors":[{"code":"DENIED","message":"no"}]}""", "no (DENIED)", RegistryProblem.Forbidden)]
    [InlineData(
        403,
        """{"errors":[{"code":"DENIED","message":"adding 5 GiB exceeds the quota"}]}""",
        "exceeds the quota",
        RegistryProblem.StorageFull
    )]
    [InlineData(
        404,
        """{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known","detail":{"name":"a"}}]}""",
        "repository name not known",
        RegistryProblem.RepositoryMissing
    )]
    [InlineData(
        409,
        """{"message":"conflict of policies"}""",
        "409 Conflict to POST /v2/a/blobs/uploads/: conflict",
        RegistryProblem.Other
    )]
    [InlineData(
        412,
        """{"errors":[{"code":"PRECONDITION","message":"configured as immutable"}]}""",
        "configured as immutable",
        RegistryProblem.TagImmutable
    )]
    [InlineData(413, "<html><head><title>413 Request Entity Too Large</title></head></html>", "Too Large", RegistryProblem.BodyTooLarge)]
    [InlineData(403, "<html><title>Blocked by Web Filter &amp; Co</title>", ": Blocked by Web Filter & Co", RegistryProblem.WebPage)]
    [InlineData(417, "", "417 Expectation Failed", RegistryProblem.ProxyAnswer)]
    [InlineData(499, "<html><title>client closed</title></html>", "499", RegistryProblem.ProxyAnswer)]
    [InlineData(522, "<html><title>Connection timed out</title></html>", "Connection timed out", RegistryProblem.ProxyAnswer)]
    [InlineData(418, "short and stout", ": short and stout", RegistryProblem.Other)]
    [InlineData(400, """{"errors":["words without a code"]}""", "words without a code", RegistryProblem.Other)]
    [InlineData(400, """{"error":{"code":"E1","message":"an object"}}""", "an object (E1)", RegistryProblem.Other)]
    [InlineData(400, """[1,2]""", "400 Bad Request to POST", RegistryProblem.Other)]
    public async Task What_the_body_says_is_shown(int status, string body, string words, RegistryProblem problem)
    {
        var type = body.StartsWith('<') ? "text/html" : "application/json; charset=utf-8";
        await using var server = new FaultServer(request =>
            request.Method == "POST"
                ? Reply.Text(status, body, ("Content-Type", body.StartsWith("short") ? "text/plain" : type))
                : Reply.Text(404, "")
        );
        using var client = new RegistryClient(Quick with { Retry = new RetryOptions { MaxRetries = 0 } });

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.GetRepository(server.Host, "a").CheckPushAsync(Token));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal((problem, (HttpStatusCode)status), (error.Problem, error.Status));
    }

    [Fact]
    public async Task Words_are_cut_and_cannot_drive_a_terminal()
    {
        var evil = "\u001b[2J\u0007" + new string('x', 5000);
        await using var server = new FaultServer(_ => Reply.Text(418, evil));
        using var client = new RegistryClient(Quick);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.GetRepository(server.Host, "a").CheckPushAsync(Token));

        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.InRange(error.Message.Length, 300, 600);
    }

    /// <summary>Some servers repeat in their refusal what they were sent.</summary>
    [Fact]
    public async Task What_was_sent_in_secret_is_not_among_them()
    {
        await using var server = new FaultServer(request =>
            request["Authorization"] is { } shown
                ? Reply.Text(403, $"I do not like {shown} nor s3cret-s3cret")
                : Reply.Text(401, "", ("WWW-Authenticate", "Basic realm=x"))
        );
        using var client = new RegistryClient(
            Quick with
            {
                Credentials = new GivenCredential(Credential.Basic("alice", "s3cret-s3cret"), null, new NoCredentials()),
            }
        );

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.GetRepository(server.Host, "a").CheckPushAsync(Token));

        Assert.EndsWith("I do not like Basic *** nor ***", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_line_that_is_no_HTTP_is_quoted_harmlessly()
    {
        await using var server = new FaultServer(_ => new Reply { StatusLine = "HTTP/1.1 \u001b[2J\u0007" });
        using var client = new RegistryClient(Quick with { Retry = new RetryOptions { MaxRetries = 0 } });

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host, Token));

        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public async Task A_Location_that_lost_the_proxy_s_port_is_named()
    {
        var dead = FreePort.Next();
        await using var server = new FaultServer(request =>
            request.Method == "POST"
                ? Reply.Text(202, "", ("Location", $"http://127.0.0.1:{dead}/v2/a/blobs/uploads/1"))
                : Reply.Text(404, "")
        );
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { MaxRetries = 1 } });

        var error = await Assert.ThrowsAsync<RegistryException>(() =>
            client.GetRepository(server.Host, "a").UploadBlobAsync(Blob, Opener(Content), null, Token)
        );

        Assert.Equal(RegistryProblem.PortLost, error.Problem);
        Assert.Contains($"{server.Host} leads to http://127.0.0.1:{dead}/v2/a/blobs/uploads/1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_with_a_bad_certificate_that_a_redirect_leads_to_is_named()
    {
        using var authority = new TestAuthority();
        await using var storage = new FaultServer(_ => new Reply { Body = Content }, authority.CreateServer());
        await using var server = new FaultServer(_ => Reply.Redirect($"https://localhost:{storage.Port}/layer?X-Sig=abc"));
        using var client = new RegistryClient(Quick);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.GetRepository(server.Host, "a").OpenBlobAsync(Blob, 0, Token));

        Assert.Equal(RegistryProblem.UntrustedAuthority, error.Problem);
        Assert.StartsWith(
            $"{server.Host} leads to https://localhost:{storage.Port}/layer?X-Sig=***, but localhost:{storage.Port} cannot be trusted",
            error.Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Quay: 401 for what is not there yet; Artifactory: 403; GHCR: its token server says no.</summary>
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task A_question_before_a_push_may_stay_open(int status)
    {
        await using var server = new FaultServer(_ => Reply.Text(status, ""));
        using var client = new RegistryClient(Quick);

        Assert.Equal((null, false), await client.GetRepository(server.Host, "a").AskForManifestAsync("1", Token));
        await Assert.ThrowsAsync<RegistryException>(() => client.GetRepository(server.Host, "a").FindManifestAsync("1", Token));
    }

    [Fact]
    public async Task A_registry_that_is_not_there_or_too_busy_leaves_nothing_open()
    {
        await using var busy = new FaultServer(_ => Reply.Text(429, "", ("Retry-After", "3600")));
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { MaxRetries = 1 } });

        foreach (var host in (string[])[busy.Host, $"127.0.0.1:{FreePort.Next()}"])
        {
            await Assert.ThrowsAsync<RegistryException>(() => client.GetRepository(host, "a").AskForManifestAsync("1", Token));
        }
    }

    [Fact]
    public async Task What_is_there_and_is_no_manifest_leaves_it_open_too()
    {
        await using var server = new FaultServer(request =>
            request.Method == "HEAD" ? Reply.Text(405, "") : Reply.Manifest("""{"schemaVersion":1}"""u8.ToArray(), MediaTypes.OciManifest)
        );
        using var client = new RegistryClient(Quick);

        Assert.Equal((null, false), await client.GetRepository(server.Host, "a").AskForManifestAsync("1", Token));
        await Assert.ThrowsAsync<ContentException>(() => client.GetRepository(server.Host, "a").FindManifestAsync("1", Token));
    }
}
