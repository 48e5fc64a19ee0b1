using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Rendering;
using Wsm.Product.Finding;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Images;

public sealed partial class StandInSecretsTests
{
    private const string Template = """
        {{ $ca := genCA "ca" 10 }}{{ $leaf := genSignedCert "leaf" (list "10.0.0.1") (list "a.example") 5 $ca }}
        {{ $ca.Cert }}|{{ $leaf.Cert }}|{{ $leaf.Key }}|{{ genPrivateKey "rsa" }}|{{ htpasswd "user" "pw" }}|{{ derivePassword 1 "long" "pw" "user" "site" }}
        """;

    [Fact]
    public void Certificates_that_nobody_will_use_hang_together_like_real_ones()
    {
        var parts = Render(new StandInSecrets());
        using var authority = X509Certificate2.CreateFromPem(parts[0].Trim());
        using var leaf = X509Certificate2.CreateFromPem(parts[1], parts[2]);
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                // A certificate made in this very second may count as not yet valid.
                VerificationTime = leaf.NotBefore.AddMinutes(1),
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(authority);

        Assert.True(chain.Build(leaf), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.True(leaf.MatchesHostname("a.example"));
    }

    [Fact]
    public void What_stands_in_for_a_secret_is_as_long_as_the_secret()
    {
        var (standIns, real) = (Render(new StandInSecrets()), Render(null));

        // The DER of a key or certificate can be some bytes shorter: leading zeros of numbers are left out.
        Assert.All(standIns.Zip(real).SkipLast(2), pair =>
            Assert.InRange(pair.First.Length, pair.Second.Length - 8, pair.Second.Length + 8)
        );
        Assert.All(new[] { standIns[4], real[4] }, text => Assert.Matches(HtpasswdLine(), text));
        Assert.Equal(real[5].Trim().Length, standIns[5].Trim().Length);
    }

    [Fact]
    public void What_stands_in_for_a_secret_is_the_same_each_time() =>
        Assert.Equal(Render(new StandInSecrets()), Render(new StandInSecrets()));

    private static string[] Render(StandInSecrets? secrets)
    {
        var archive = SampleCharts.Pack(("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"), ("c/templates/NOTES.txt", Template));
        var request = new RenderRequest
        {
            Random = new DeterministicBytes().Fill,
            Clock = new FixedTime(DateTimeOffset.UnixEpoch.AddYears(60)),
        };
        request = secrets is null ? request : request with { Secrets = secrets };
        return Renderer
            .Render(new ChartLoader().LoadArchive(archive), request, TestContext.Current.CancellationToken)
            .Notes.Trim()
            .Split('|');
    }

    [GeneratedRegex(@"^user:\$2a\$10\$[./A-Za-z0-9]{53}$")]
    private static partial Regex HtpasswdLine();
}
