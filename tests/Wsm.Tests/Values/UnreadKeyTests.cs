using Wsm.Peers;
using Wsm.Site.Values;

namespace Wsm.Tests.Values;

/// <summary>Keys that no template of this version of a chart reads, over small charts with the habits of the platform's.</summary>
public sealed class UnreadKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("platform-0.18", "global.bucket.secret.secretName=s", true)]
    [InlineData("platform-0.43", "global.bucket.secret.secretName=s", false)]
    [InlineData("platform-0.18", "global.bucket.provder=s3", true)]
    [InlineData("platform-0.18", "global.bucket.provider=s3", false)]
    [InlineData("platform-0.18", "global.mysql.passwordSecret.name=s", true)]
    [InlineData("platform-0.43", "global.mysql.passwordSecret.name=s", false)]
    [InlineData("platform-0.25", "app.pod.securityContext.runAsUser=1", false)]
    [InlineData("platform-0.38", "app.pod.securityContext.runAsUser=1", true)]
    [InlineData("platform-0.43", "app.podSecurityContext.runAsUser=1", false)]
    [InlineData("platform-0.43", "global.redis.auth.secret=s", true)]
    [InlineData("platform-0.43", "global.redis.secret.secretName=s", false)]
    [InlineData("platform-0.43", "global.ldap.enabled=true", true)]
    [InlineData("platform-0.43", "global.extraEnv.ANYTHING=x", false)]
    [InlineData("platform-0.18", "global.extraEnv.ANYTHING=x", false)]
    [InlineData("platform-0.43", "ingress.className=nginx", true)]
    [InlineData("platform-0.43", "ingress.class=nginx", false)]
    [InlineData("platform-0.43", "ingress.annotations.any=x", false)]
    [InlineData("platform-0.43", "mysql.install=false", false)]
    [InlineData("platform-0.43", "weave-trace.install=false", false)]
    [InlineData("platform-0.43", "app.resources.limits.cpu=1", false)]
    [InlineData("platform-0.38", "global.auth.oidc.oidcSecret.name=s", false)]
    [InlineData("platform-0.25", "global.auth.oidc.oidcSecret.name=s", true)]
    public async Task Templates_decide_and_not_whether_a_chart_lists_the_key(string chart, string setting, bool named)
    {
        var report = await RunAsync(chart, setting);

        Assert.Equal(named, report.Warnings.Any(line => line.Contains("which no template of", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("platform-0.43", "global.redis.auth.secret=s", "global.redis.secret {secretName, secretKey}")]
    [InlineData("platform-0.43", "global.ldap.enabled=true", "LOCAL_LDAP_LOGIN")]
    [InlineData("platform-0.38", "app.pod.securityContext.runAsUser=1", "app.podSecurityContext")]
    [InlineData("platform-0.43", "ingress.className=nginx", "ingress.class")]
    [InlineData("platform-0.18", "global.bucket.provder=s3", "global.bucket.provider")]
    public async Task The_key_that_does_the_same_is_named_from_what_is_known(string chart, string setting, string near)
    {
        var warning = Assert.Single((await RunAsync(chart, setting)).Warnings, line =>
            line.Contains("which no template of", StringComparison.Ordinal)
        );

        Assert.Contains(near, warning);
        Assert.DoesNotContain("olap", warning);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ValuesReport> RunAsync(string chart, string setting)
    {
        var (path, value) = (setting.Split('=')[0], setting.Split('=')[1]);
        var yaml = string.Concat(
            path.Split('.')
                .Select((step, depth) => new string(' ', 2 * depth) + step + (depth == path.Count(letter => letter == '.') ? ": " : ":\n"))
        );
        return PlatformChart.RunAsync(chart, yaml + value + "\n", _folder.Path);
    }
}
