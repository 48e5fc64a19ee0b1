using Wsm.Peers.Kubernetes;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Tests.Releases;

public sealed class DeployerTests(SharedCluster shared)
{
    [Fact]
    public async Task A_password_that_a_chart_looks_up_stays_the_same()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart("1.0.0", Samples.Password);
        await site.DeployAsync();
        var first = (string?)(await site.FindAsync("v1/secrets/password"))!["data"]!["word"];

        await site.DeployAsync();
        await site.DeployAsync();

        Assert.Equal(first, (string?)(await site.FindAsync("v1/secrets/password"))!["data"]!["word"]);
        Assert.Equal(3, (await site.HistoryAsync()).Count);
    }

    [Fact]
    public async Task Hooks_run_by_weight_around_the_rest_and_are_taken_away_as_they_ask()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart(
            "1.0.0",
            Samples.Settings(),
            Samples.Hook("second", "pre-install", "hook-succeeded", weight: 2),
            Samples.Hook("first", "pre-install", weight: -1),
            Samples.Hook("last", "post-install,post-upgrade", "before-hook-creation"),
            Samples.Hook("never", "pre-upgrade")
        );

        await site.DeployAsync();

        Assert.Equal(
            ["pre-install hook Job first", "pre-install hook Job second", "post-install hook Job last"],
            site.Notes.Where(note => note.Kind == NoteKind.Step && note.Text.Contains("hook", StringComparison.Ordinal))
                .Select(note => note.Text)
        );
        Assert.NotNull(await site.FindAsync("batch/v1/jobs/first"));
        Assert.Null(await site.FindAsync("batch/v1/jobs/second"));
        Assert.Null(await site.FindAsync("batch/v1/jobs/never"));
        var hooks = System.Text.Json.Nodes.JsonNode.Parse(await site.HelmAsync("status", "demo", "-o", "json"))!["hooks"]!.AsArray();
        Assert.Equal(
            ["Succeeded first", "Succeeded last", " never", "Succeeded second"],
            hooks
                .Select(hook => $"{hook!["last_run"]!["phase"]} {hook["name"]}")
                .OrderBy(text => text.Split(' ')[1], StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task What_belongs_to_somebody_else_is_named_and_left_alone_until_one_takes_it_over()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await site.Cluster.Objects.CreateAsync(
            $$"""
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"{{site.Space}}"},"data":{"a":"theirs"} }
            """
        );
        site.WriteChart("1.0.0", Samples.Settings(), Samples.Web);

        var refused = await Assert.ThrowsAsync<ReleaseException>(() => site.DeployAsync());

        Assert.Equal(ReleaseProblem.Foreign, refused.Problem);
        Assert.Equal([$"ConfigMap {site.Space}/settings (sample/templates/settings.yaml) belongs to no release"], refused.Details);
        Assert.Empty(await site.HistoryAsync());
        Assert.Null(await site.FindAsync("apps/v1/deployments/web"));

        await site.DeployAsync(options: ReleaseSite.Quick with { TakesOwnership = true, ForcesConflicts = true });
        Assert.Equal("1", (string?)(await site.FindAsync("v1/configmaps/settings"))!["data"]!["a"]);
    }

    [Fact]
    public async Task A_field_that_somebody_changed_is_named_and_the_revision_before_stays()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart("1.0.0", Samples.Web);
        await site.DeployAsync();
        await site.Cluster.KubectlAsync("-n", site.Space, "set", "image", "deployment/web", "main=r.example/hot:fix");

        var conflict = await Assert.ThrowsAsync<ReleaseException>(() => site.DeployAsync("image: r.example/web:2\n"));

        Assert.Equal(ReleaseProblem.Conflict, conflict.Problem);
        Assert.Contains("spec.template.spec.containers", Assert.Single(conflict.Details));
        Assert.Contains("kubectl", conflict.Details[0]);
        Assert.Equal([ReleaseStatus.Deployed, ReleaseStatus.Failed], (await site.HistoryAsync()).Select(record => record.Status));

        await site.DeployAsync("image: r.example/web:2\n", ReleaseSite.Quick with { ForcesConflicts = true });
        Assert.Contains("r.example/web:2", (await site.FindAsync("apps/v1/deployments/web"))!.ToJsonString());
        Assert.Equal(
            [ReleaseStatus.Superseded, ReleaseStatus.Failed, ReleaseStatus.Deployed],
            (await site.HistoryAsync()).Select(record => record.Status)
        );
    }

    [Fact]
    public async Task Only_what_still_bears_our_marks_and_does_not_ask_to_stay_is_taken_away()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        const string three = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: goes}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: stays, annotations: {helm.sh/resource-policy: keep}}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: given-away}
            """;
        site.WriteChart("1.0.0", ("templates/three.yaml", three));
        await site.DeployAsync();
        await site.Cluster.KubectlAsync(
            "-n",
            site.Space,
            "label",
            "configmap",
            "given-away",
            "app.kubernetes.io/managed-by=somebody",
            "--overwrite"
        );
        site.WriteChart("1.1.0", Samples.Settings());

        await site.DeployAsync();

        Assert.Null(await site.FindAsync("v1/configmaps/goes"));
        Assert.NotNull(await site.FindAsync("v1/configmaps/stays"));
        Assert.NotNull(await site.FindAsync("v1/configmaps/given-away"));
        Assert.Equal(2, site.Notes.Count(note => note.Kind == NoteKind.Warning && note.Text.Contains("stays:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Old_revisions_are_forgotten_and_the_deployed_one_never()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart("1.0.0", Samples.Settings());
        for (var at = 0; at < 5; at++)
        {
            await site.DeployAsync(options: ReleaseSite.Quick with { HistoryLimit = 3 });
        }

        Assert.Equal([3, 4, 5], (await site.HistoryAsync()).Select(record => record.Revision));
    }

    [Fact]
    public async Task Definitions_are_served_before_what_needs_them_is_sent()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        var (one, two) = (Definition(site, "one"), Definition(site, "two"));
        site.WriteChart(
            "1.0.0",
            ("crds/one.yaml", one),
            ("templates/two.yaml", two),
            ("templates/uses.yaml", $"{Resource(site, "one")}---\n{Resource(site, "two")}")
        );

        await site.DeployAsync();

        Assert.NotNull(await site.FindAsync($"{site.Space}.example.com/v1/ones/mine"));
        Assert.NotNull(await site.FindAsync($"{site.Space}.example.com/v1/twos/mine"));

        // What stands in crds/ stays when the release goes; what was a template goes with it.
        await site.RemoveAsync();
        var left = await site.Cluster.Objects.ListAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions");
        Assert.Contains(left, item => (string?)item["metadata"]!["name"] == $"ones.{site.Space}.example.com");
        Assert.DoesNotContain(left, item => (string?)item["metadata"]!["name"] == $"twos.{site.Space}.example.com");
    }

    [Fact]
    public async Task A_definition_that_is_there_changes_only_when_one_asks_for_it()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart("1.0.0", ("crds/one.yaml", Definition(site, "one")));
        await site.DeployAsync();
        site.WriteChart("1.1.0", ("crds/one.yaml", Definition(site, "one", "shortNames: [o]")));

        await site.DeployAsync();
        Assert.Null((await CrdAsync())["spec"]!["names"]!["shortNames"]);

        await site.DeployAsync(options: ReleaseSite.Quick with { UpgradesDefinitions = true });
        Assert.Equal("o", (string?)(await CrdAsync())["spec"]!["names"]!["shortNames"]![0]);

        Task<System.Text.Json.Nodes.JsonObject> CrdAsync() =>
            site.Cluster.Objects.GetAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/ones.{site.Space}.example.com");
    }

    [Fact]
    public async Task A_failed_installation_can_be_undone_at_once()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart(
            "1.0.0",
            Samples.Settings(),
            ("templates/wrong.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: wrong}\nspec: {ports: []}\n")
        );

        var failed = await Assert.ThrowsAsync<ReleaseException>(() => site.DeployAsync());
        Assert.Contains("Service", failed.Message);
        Assert.Equal(ReleaseStatus.Failed, Assert.Single(await site.HistoryAsync()).Status);
        Assert.NotNull(await site.FindAsync("v1/configmaps/settings"));

        var undone = await Assert.ThrowsAsync<ReleaseException>(() =>
            site.DeployAsync(options: ReleaseSite.Quick with { RollsBack = true })
        );
        Assert.Contains("has been taken away again", undone.Message);
        Assert.Empty(await site.HistoryAsync());
        Assert.Null(await site.FindAsync("v1/configmaps/settings"));
    }

    [Fact]
    public async Task A_failed_upgrade_goes_back_to_the_revision_that_was_good()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart("1.0.0", Samples.Settings("a: \"1\""));
        await site.DeployAsync();
        site.WriteChart(
            "1.1.0",
            Samples.Settings("a: \"2\""),
            ("templates/wrong.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: wrong}\nspec: {ports: []}\n")
        );

        var undone = await Assert.ThrowsAsync<ReleaseException>(() =>
            site.DeployAsync(options: ReleaseSite.Quick with { RollsBack = true })
        );

        Assert.Contains("revision 1 is there again", undone.Message);
        Assert.Equal("1", (string?)(await site.FindAsync("v1/configmaps/settings"))!["data"]!["a"]);
        Assert.Equal(
            [ReleaseStatus.Superseded, ReleaseStatus.Failed, ReleaseStatus.Deployed],
            (await site.HistoryAsync()).Select(record => record.Status)
        );
    }

    private static string Definition(ReleaseSite site, string name, string more = "") =>
        $$"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: {{name}}s.{{site.Space}}.example.com}
            spec:
              group: {{site.Space}}.example.com
              scope: Namespaced
              names:
                plural: {{name}}s
                singular: {{name}}
                kind: {{char.ToUpperInvariant(name[0])}}{{name[1..]}}
                {{more}}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}

            """;

    private static string Resource(ReleaseSite site, string name) =>
        $"apiVersion: {site.Space}.example.com/v1\nkind: {char.ToUpperInvariant(name[0])}{name[1..]}\nmetadata: {{name: mine}}\n";
}
