using Wsm.Oci.Content;
using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>The client against <c>docker-registry</c> as sites run it.</summary>
public sealed class RealRegistryTests
{
    [Fact]
    public async Task An_image_goes_in_and_comes_out_unchanged()
    {
        await using var registry = await RegistryProcess.StartAsync();
        using var client = new RegistryClient(Quick);
        var repository = client.GetRepository(registry.Host, "team/app");
        var layer = Bytes(3_000_000);
        var manifest = await PushImageAsync(repository, "1.0", layer);

        var byTag = await repository.GetManifestAsync("1.0", Token);
        var byDigest = await repository.GetManifestAsync(manifest.Digest.ToString(), Token);
        Assert.Equal(manifest.Bytes.ToArray(), byTag.Bytes.ToArray());
        Assert.Equal(manifest.Bytes.ToArray(), byDigest.Bytes.ToArray());
        Assert.Equal(manifest.Descriptor, await repository.FindManifestAsync("1.0", Token));
        Assert.Null(await repository.FindManifestAsync("none", Token));
        var blob = byTag.AsImage().Layers[0];
        Assert.Equal(layer, await ReadAllAsync(await repository.OpenBlobAsync(blob, 0, Token)));
        Assert.Equal(layer[1_234_567..], await ReadAllAsync(await repository.OpenBlobAsync(blob, 1_234_567, Token)));
        var inspected = await Tool.RunAsync(
            "skopeo",
            ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{registry.Host}/team/app:1.0"]
        );
        Assert.Equal(manifest.Digest.ToString(), inspected.Output.Trim());
    }

    [Fact]
    public async Task A_blob_is_sent_once_and_then_present_or_mounted()
    {
        await using var registry = await RegistryProcess.StartAsync();
        using var client = new RegistryClient(Quick);
        var content = Bytes(100_000);
        var blob = Describe(content);
        var (first, second) = (client.GetRepository(registry.Host, "a"), client.GetRepository(registry.Host, "b"));

        Assert.Equal(UploadOutcome.Uploaded, await first.UploadBlobAsync(blob, Opener(content), null, Token));
        Assert.Equal(UploadOutcome.Present, await first.UploadBlobAsync(blob, Opener(content), null, Token));
        Assert.Equal(
            UploadOutcome.Mounted,
            await second.UploadBlobAsync(blob, Opener(content), new UploadOptions { MountFrom = ["a"] }, Token)
        );
        Assert.True(await second.HasBlobAsync(blob, Token));
    }

    [Fact]
    public async Task A_mount_that_is_not_possible_becomes_an_upload()
    {
        await using var registry = await RegistryProcess.StartAsync();
        using var client = new RegistryClient(Quick);
        var content = Bytes(100_000);
        var repository = client.GetRepository(registry.Host, "b");

        Assert.Equal(
            UploadOutcome.Uploaded,
            await repository.UploadBlobAsync(Describe(content), Opener(content), new UploadOptions { MountFrom = ["nowhere"] }, Token)
        );
        Assert.Equal(content, await ReadAllAsync(await repository.OpenBlobAsync(Describe(content), 0, Token)));
    }

    [Fact]
    public async Task A_blob_can_be_sent_in_chunks()
    {
        await using var registry = await RegistryProcess.StartAsync();
        using var client = new RegistryClient(Quick);
        var content = Bytes(1_000_001);
        var repository = client.GetRepository(registry.Host, "a");
        var sent = 0L;

        await repository.UploadBlobAsync(
            Describe(content),
            Opener(content),
            new UploadOptions { ChunkSize = 300_000, OnSent = bytes => sent += bytes },
            Token
        );

        Assert.Equal(content.Length, sent);
        Assert.Equal(content, await ReadAllAsync(await repository.OpenBlobAsync(Describe(content), 0, Token)));
    }

    [Fact]
    public async Task Tags_are_listed_in_full()
    {
        await using var registry = await RegistryProcess.StartAsync();
        using var client = new RegistryClient(Quick);
        var repository = client.GetRepository(registry.Host, "a");
        var manifest = await PushImageAsync(repository, "0", Bytes(10));
        for (var i = 1; i < 5; i++)
        {
            await repository.PutManifestAsync(manifest, $"{i}", Token);
        }

        Assert.Equal(["0", "1", "2", "3", "4"], (await repository.ListTagsAsync(Token).ToListAsync(Token)).Order());
    }

    [Fact]
    public async Task Referrers_are_kept_under_a_tag_where_the_registry_has_no_list()
    {
        await using var registry = await RegistryProcess.StartAsync();
        using var client = new RegistryClient(Quick);
        var repository = client.GetRepository(registry.Host, "a");
        var image = await PushImageAsync(repository, "1", Bytes(10));
        var signature = Signature(image.Descriptor, image.AsImage().Config);
        await repository.PutManifestAsync(signature, null, Token);
        await repository.PutManifestAsync(signature, null, Token);

        var found = Assert.Single(await repository.GetReferrersAsync(image.Digest, "application/x-signature", Token));
        Assert.Equal((signature.Digest, "test"), (found.Digest, found.Annotations["by"]));
        Assert.Empty(await repository.GetReferrersAsync(image.Digest, "application/other", Token));
        Assert.Empty(await repository.GetReferrersAsync(signature.Digest, null, Token));
    }

    [Fact]
    public async Task A_registry_with_passwords_takes_the_right_one_only()
    {
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = ("alice", "s3cret ü:") });
        using var right = new RegistryClient(
            Quick with
            {
                Credentials = new GivenCredential(Credential.Basic("alice", "s3cret ü:"), registry.Host, new NoCredentials()),
            }
        );
        using var wrong = new RegistryClient(
            Quick with
            {
                Credentials = new GivenCredential(Credential.Basic("alice", "no"), registry.Host, new NoCredentials()),
            }
        );
        using var anonymous = new RegistryClient(Quick);

        await right.PingAsync(registry.Host, Token);
        await PushImageAsync(right.GetRepository(registry.Host, "a/b"), "1", Bytes(2_000_000));
        foreach (var client in new[] { wrong, anonymous })
        {
            var error = await Assert.ThrowsAsync<RegistryException>(() =>
                client.GetRepository(registry.Host, "a/b").GetManifestAsync("1", Token)
            );
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, error.Status);
            Assert.Equal((RegistryProblem.LoginRequired, registry.Host), (error.Problem, error.Registry));
        }
    }

    [Fact]
    public async Task A_private_authority_is_trusted_when_it_is_given()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Tls = authority });
        var file = folder.Write("ca.pem", authority.CertificatePem);
        using var trusting = new RegistryClient(Quick with { Tls = new TlsOptions { CaFiles = [file] } });
        using var insecure = new RegistryClient(Quick with { Tls = new TlsOptions { Insecure = true } });
        using var stranger = new RegistryClient(Quick);

        await PushImageAsync(trusting.GetRepository(registry.Host, "a"), "1", Bytes(10));
        Assert.NotNull(await insecure.GetRepository(registry.Host, "a").FindManifestAsync("1", Token));
        var error = await Assert.ThrowsAsync<RegistryException>(() => stranger.PingAsync(registry.Host, Token));
        Assert.Contains("not known here", error.Message);
        Assert.Equal(RegistryProblem.UntrustedAuthority, error.Problem);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task Another_authority_does_not_help()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Tls = authority });
        using var client = new RegistryClient(
            Quick with
            {
                Tls = new TlsOptions { CaFiles = [folder.Write("ca.pem", other.CertificatePem)] },
            }
        );

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(registry.Host, Token));
        Assert.Contains("not known here", error.Message);
    }

    [Fact]
    public async Task A_folder_of_certificates_serves_a_registry_that_wants_to_know_its_clients()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        using var clients = new TestAuthority();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Tls = authority, ClientAuthority = clients });
        var certs = folder[registry.Host];
        folder.Write(Path.Combine(registry.Host, "ca.crt"), authority.CertificatePem);
        using var stranger = new RegistryClient(Quick with { Tls = new TlsOptions { CertificateDirectories = [folder.Path] } });
        await Assert.ThrowsAsync<RegistryException>(() => stranger.PingAsync(registry.Host, Token));

        var (certificate, key) = clients.IssueClient(certs, "client");
        File.Move(certificate, Path.ChangeExtension(certificate, ".cert"));
        using var known = new RegistryClient(Quick with { Tls = new TlsOptions { CertificateDirectories = [folder.Path] } });
        await known.PingAsync(registry.Host, Token);
        Assert.True(File.Exists(key));
    }

    [Fact]
    public async Task Tokens_are_fetched_for_what_is_done()
    {
        await using var tokens = new TokenServer();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Tokens = tokens });
        using var alice = new RegistryClient(
            Quick with
            {
                Credentials = new GivenCredential(Credential.Basic("alice", "secret"), registry.Host, new NoCredentials()),
            }
        );
        using var anonymous = new RegistryClient(Quick);
        var content = Bytes(2_000_000);

        await alice.PingAsync(registry.Host, Token);
        var manifest = await PushImageAsync(alice.GetRepository(registry.Host, "a"), "1", content);
        Assert.Equal(
            UploadOutcome.Mounted,
            await alice
                .GetRepository(registry.Host, "b")
                .UploadBlobAsync(Describe(content), Opener(content), new UploadOptions { MountFrom = ["a"] }, Token)
        );
        await alice
            .GetRepository(registry.Host, "a")
            .DeleteManifestAsync((await PushImageAsync(alice.GetRepository(registry.Host, "a"), "2", Bytes(5))).Digest, Token);

        Assert.Equal(manifest.Digest, (await anonymous.GetRepository(registry.Host, "a").GetManifestAsync("1", Token)).Digest);
        var refused = await Assert.ThrowsAsync<RegistryException>(() =>
            PushImageAsync(anonymous.GetRepository(registry.Host, "a"), "3", Bytes(7))
        );
        Assert.Equal(RegistryProblem.LoginRequired, refused.Problem);
    }

    [Fact]
    public async Task An_identity_token_is_exchanged_and_an_expired_token_renewed()
    {
        var time = new AdvancedClock();
        await using var tokens = new TokenServer();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Tokens = tokens });
        using var client = new RegistryClient(
            Quick with
            {
                Time = time,
                Credentials = new GivenCredential(Credential.FromIdentityToken(tokens.IdentityToken), null, new NoCredentials()),
            }
        );
        var repository = client.GetRepository(registry.Host, "a");

        await PushImageAsync(repository, "1", Bytes(10));
        time.Ahead = TimeSpan.FromHours(1);
        Assert.NotNull(await repository.FindManifestAsync("1", Token));
        Assert.True(tokens.Server.Asked("POST", "/token").Count() >= 2);
        Assert.Empty(tokens.Server.Asked("GET", "/token"));
    }

    [Fact]
    public async Task A_wrong_password_at_the_token_server_is_said_so()
    {
        await using var tokens = new TokenServer();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Tokens = tokens });
        using var client = new RegistryClient(
            Quick with
            {
                Credentials = new GivenCredential(Credential.Basic("alice", "wrong-password"), null, new NoCredentials()),
            }
        );

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(registry.Host, Token));
        Assert.Contains("does not accept the user name and password", error.Message);
        Assert.DoesNotContain("wrong-password", error.ToString());
    }

    [Fact]
    public async Task A_damaged_blob_is_noticed_before_its_end()
    {
        await using var registry = await RegistryProcess.StartAsync();
        using var client = new RegistryClient(Quick);
        var content = Bytes(1_000_000);
        var blob = Describe(content);
        var repository = client.GetRepository(registry.Host, "a");
        await repository.UploadBlobAsync(blob, Opener(content), null, Token);
        var file = Directory
            .EnumerateFiles(registry.StorageFolder, "data", SearchOption.AllDirectories)
            .Single(path => path.Contains(blob.Digest.Hex));
        content[999_999] ^= 1;
        await File.WriteAllBytesAsync(file, content, Token);

        var buffer = new byte[content.Length];
        await using var stream = await repository.OpenBlobAsync(blob, 0, Token);
        await Assert.ThrowsAsync<IntegrityException>(async () => await stream.ReadExactlyAsync(buffer, Token));
        Assert.Equal(content, await ReadAllAsync(await repository.OpenBlobAsync(blob, 0, verify: false, Token)));
    }

    [Fact]
    public async Task A_proxy_that_limits_bodies_is_met_with_chunks()
    {
        using var folder = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync();
        await using var nginx = await Nginx.StartAsync(
            folder,
            $"client_max_body_size 1m; location / {{ proxy_pass http://{registry.Host}; proxy_set_header Host $http_host; }}"
        );
        using var client = new RegistryClient(Quick);
        var repository = client.GetRepository(nginx.Host, "a");
        var (first, second) = (Bytes(5_000_000), Bytes(3_000_000, 2));

        Assert.Equal(UploadOutcome.Uploaded, await repository.UploadBlobAsync(Describe(first), Opener(first), null, Token));
        Assert.Equal(UploadOutcome.Uploaded, await repository.UploadBlobAsync(Describe(second), Opener(second), null, Token));
        Assert.Equal(first, await ReadAllAsync(await repository.OpenBlobAsync(Describe(first), 0, Token)));
        Assert.Equal(second, await ReadAllAsync(await repository.OpenBlobAsync(Describe(second), 0, Token)));
    }

    /// <summary>The real clock, some time later.</summary>
    private sealed class AdvancedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
    }
}
