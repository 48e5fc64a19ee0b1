using Wsm.Peers.Kubernetes;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Records;

namespace Wsm.Tests.Releases;

/// <summary>What one is told before anything is changed, and while it becomes ready.</summary>
public sealed class WaitingTests(SharedCluster shared)
{
    [Fact]
    public async Task A_preview_changes_nothing_and_shows_no_secret()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart("1.0.0", Samples.Web, ("templates/secret.yaml", Secret("old-word")));
        await site.DeployAsync();
        site.WriteChart("1.1.0", Samples.Web, ("templates/secret.yaml", Secret("new-word")), Samples.Settings());
        var before = (await site.Cluster.Audit.ReadAsync($"wsm/{site.Space}")).Count;

        var changes = await site.PreviewAsync("image: r.example/web:2\n");

        Assert.Equal(
            [
                (ChangeKind.Change, "Secret"),
                (ChangeKind.Create, "ConfigMap"),
                (ChangeKind.Same, "Service"),
                (ChangeKind.Change, "Deployment"),
            ],
            changes.Select(change => (change.Kind, change.Object.Split(' ')[0]))
        );
        var image = Assert.Single(changes[3].Fields);
        Assert.Equal(
            ("spec.template.spec.containers[main].image", "\"r.example/web:1\"", "\"r.example/web:2\""),
            (image.Path, image.Before, image.After)
        );
        Assert.Equal(
            ("data.word", "(hidden)", "(hidden)"),
            (changes[0].Fields[0].Path, changes[0].Fields[0].Before, changes[0].Fields[0].After)
        );
        var asked = (await site.Cluster.Audit.ReadAsync($"wsm/{site.Space}"))
            .Skip(before)
            .Where(entry => entry.Verb is not ("get" or "list"));
        Assert.All(asked, entry => Assert.Contains("dryRun=All", entry.Path));
        Assert.Single(await site.HistoryAsync());

        static string Secret(string word) => $"apiVersion: v1\nkind: Secret\nmetadata: {{name: words}}\nstringData: {{word: {word}}}\n";
    }

    [Fact]
    public async Task A_pod_that_cannot_start_is_told_at_once()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart("1.0.0", Samples.Web);
        var deploying = new ReleaseDeployer(await site.OpenAsync(), new ReleaseOptions { Timeout = TimeSpan.FromMinutes(2) }).DeployAsync(
            site.Request(),
            TestContext.Current.CancellationToken
        );
        while (!deploying.IsCompleted && await site.FindAsync("apps/v1/deployments/web") is null)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await site.Cluster.Kubelet.AddPodAsync(site.Space, "web-1", "r.example/web:1", await site.FindAsync("apps/v1/deployments/web"));
        await site.Cluster.Kubelet.FailPullAsync(site.Space, "web-1", "manifest unknown");
        while (!deploying.IsCompleted && site.Notes.All(note => note.Trouble is null))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.False(deploying.IsCompleted);
        await site.Cluster.Kubelet.WhileAsync(deploying, site.Space);
        var trouble = Assert.Single(site.Notes, note => note.Trouble is not null).Trouble!;
        Assert.Equal(
            ($"Deployment {site.Space}/web", "web-1", "main", "ImagePullBackOff", "manifest unknown"),
            (trouble.Workload, trouble.Pod, trouble.Container, trouble.Reason, trouble.Message)
        );
    }

    [Fact]
    public async Task What_is_not_ready_in_time_is_named()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart("1.0.0", Samples.Web);

        var late = await Assert.ThrowsAsync<ReleaseException>(async () =>
            await new ReleaseDeployer(await site.OpenAsync(), new ReleaseOptions { Timeout = TimeSpan.FromSeconds(2) }).DeployAsync(
                site.Request(),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(ReleaseProblem.NotReady, late.Problem);
        Assert.Equal([$"Deployment {site.Space}/web: its controller has not seen it yet"], late.Details);
        Assert.Equal(ReleaseStatus.Failed, Assert.Single(await site.HistoryAsync()).Status);
    }
}
