namespace Wsm.Tests.Values;

public sealed class EmbeddedImagesTests : IDisposable
{
    private const string Runtimes =
        "[{\"name\": \"go\", \"images\": [{\"image\": \"quay.io/f/go-init:1\", \"phase\": \"compile\"}, {\"image\": "
        + "\"f/go:1\", \"phase\": \"run\"}]}, {\"name\": \"php\", \"images\": [{\"image\": \"ghcr.io/f/php:7\", \"phase\": "
        + "\"run\"}]}]";

    private readonly ValuesFolder _folder = new();

    [Fact]
    public async Task Several_images_in_one_value_change_together_and_the_text_around_them_stays()
    {
        _folder.WriteChart(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  runtimes: |-\n{{ .Values.runtimes | indent 4 }}\n",
            $"runtimes: |-\n  {Runtimes}\n"
        );

        var run = await _folder.RunAsync();

        Assert.Equal(0, run.ExitCode);
        var expected = Runtimes
            .Replace("quay.io/f/go-init", "r.example:5000/f/go-init")
            .Replace("\"f/go:1", "\"r.example:5000/f/go:1")
            .Replace("ghcr.io/f/php", "r.example:5000/f/php");
        Assert.Contains(expected, await _folder.RenderAsync("sample"));
    }

    [Fact]
    public async Task What_relocation_cannot_do_without_harm_to_the_text_is_left_and_named()
    {
        _folder.WriteChart(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  runtimes: {{ .Values.runtimes | upper | lower | quote }}\n",
            $"runtimes: 'first quay.io/f/a:1 then quay.io/f/b:2 end'\n"
        );

        var run = await _folder.RunAsync();

        var rendered = await _folder.RenderAsync("sample");
        Assert.Contains("first ", rendered);
        Assert.Contains(" then ", rendered);
        Assert.Contains(" end", rendered);
        foreach (var image in new[] { "f/a:1", "f/b:2" })
        {
            Assert.True(rendered.Contains($"r.example:5000/{image}") || run.Output.Contains($"? quay.io/{image}"), run.Output + rendered);
        }
    }

    public void Dispose() => _folder.Dispose();
}
