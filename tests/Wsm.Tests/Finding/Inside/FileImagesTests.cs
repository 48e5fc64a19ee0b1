using System.Text;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Inside;

namespace Wsm.Tests.Finding.Inside;

/// <summary>What the files of images name: nothing that is not there, and nothing by half.</summary>
public sealed class FileImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("amd64")]
    [InlineData("amd64", "-ldflags=-s -w -X main.version=v9.9.9")]
    [InlineData("amd64", "-buildmode=pie", "-ldflags=-s -w")]
    [InlineData("arm64")]
    [InlineData("arm64", "-ldflags=-s -w")]
    public async Task A_program_in_Go_names_each_string_as_long_as_it_is(string architecture, params string[] flags)
    {
        var found = Look("usr/bin/manager", await Programs.GoAsync(_folder, architecture, flags), isExecutable: true);

        Assert.Equal(Programs.NamedByGo, Whole(found));
        Assert.Equal(["ghcr.io/acme/untagged"], found.Where(file => !file.IsWhole).Select(file => file.Reference.AsWritten));
        Assert.Equal(
            ["percona/percona-xtradb-cluster:8.0.36-28.1", "postgres:16.4"],
            Whole(found.Where(file => file.Confidence == Confidence.Low))
        );
    }

    [Fact]
    public async Task A_program_in_C_names_strings_that_end_with_a_zero()
    {
        var found = Look("usr/bin/tool", await Programs.CAsync(_folder), isExecutable: true);

        Assert.Equal(["quay.io/acme/in-c:v1.2", "quay.io/acme/other-in-c:3"], Whole(found));
    }

    [Fact]
    public async Task Python_names_images_in_its_source_and_compiled()
    {
        const string source = """
            # image: quay.io/acme/comment:1
            "Starts quay.io/acme/doc:1 and others."
            IMAGE = "quay.io/acme/store:v2.1"
            OTHER = IMAGE[:13] + 'part:1'
            FILLED = f"quay.io/acme/filled:{OTHER}"
            JOINED = "quay.io/acme/joined:v" + OTHER
            def start(image="postgres:16.4", port="localhost:8080"):
                return {"sidecarImage": "acme/agent:1.2.3", "when": "12:30"}
            """;
        var compiled = await Programs.PythonAsync(_folder, source);

        Assert.Equal(["acme/agent:1.2.3", "postgres:16.4", "quay.io/acme/store:v2.1"], Whole(Look("app/main.py", source)));
        Assert.Equal(
            ["acme/agent:1.2.3", "postgres:16.4", "quay.io/acme/store:v2.1"],
            Whole(Look("app/main.pyc", compiled).Where(file => !file.Text.Contains("Starts", StringComparison.Ordinal)))
        );
        Assert.Equal("named by IMAGE", Look("app/main.py", source).Single(file => file.Text.Contains("store")).Reason);
        Assert.Equal(3, Look("app/main.py", source).Single(file => file.Text.Contains("store")).Line);
    }

    [Fact]
    public async Task Java_names_images_in_classes_and_resources_of_archives_within_archives()
    {
        var names = Programs.Class(
            "Code",
            "quay.io/acme/broker:3.7.0",
            "quay.io/acme/part:\u0001",
            "quay.io/acme/start:1.",
            "java/lang/String"
        );
        var inner = await Programs.JarAsync(
            _folder,
            "inner.jar",
            ("com/acme/Names.class", names),
            ("application.properties", "acme.image=quay.io/acme/bridge:0.30\n# image=quay.io/acme/comment:1\n"u8.ToArray())
        );
        var outer = await Programs.JarAsync(_folder, "outer.jar", ("BOOT-INF/lib/inner.jar", inner));

        var found = Look("app/outer.jar", outer);

        Assert.Equal(["quay.io/acme/bridge:0.30", "quay.io/acme/broker:3.7.0"], Whole(found));
        Assert.Contains(found, file => file.File == "app/outer.jar!/BOOT-INF/lib/inner.jar!/com/acme/Names.class");
    }

    [Theory]
    [InlineData("etc/app/config.yaml", "sidecar:\n  image: acme/proxy:v1.30\nport: localhost:8080\n", "acme/proxy:v1.30")]
    [InlineData("etc/app/values.yaml", "agent:\n  repository: quay.io/acme/agent\n  tag: \"7.8\"\n", "quay.io/acme/agent:7.8")]
    [InlineData("etc/app/versions.json", """{"store": {"image": "quay.io/acme/store:1"}}""", "quay.io/acme/store:1")]
    [InlineData("opt/run.sh", "#!/bin/sh\nIMAGE=\"quay.io/acme/job:5\"\nOTHER=\"quay.io/acme/x:v$V\"\n", "quay.io/acme/job:5")]
    [InlineData("etc/app/app.properties", "store.image=quay.io/acme/store:2-jre\n", "quay.io/acme/store:2-jre")]
    [InlineData("usr/share/doc/app/values.yaml", "image: quay.io/acme/doc:1\n")]
    [InlineData("app/node_modules/x/config.json", """{"image": "quay.io/acme/dep:1"}""")]
    [InlineData("etc/app/half.yaml", "agent:\n  repository: quay.io/acme/agent\n")]
    public void Files_of_configuration_name_images_as_charts_do(string path, string text, params string[] named) =>
        Assert.Equal(named, Whole(Look(path, text)));

    [Fact]
    public void A_variable_that_the_image_sets_names_an_image()
    {
        var files = new FileImages();
        files.LookAtVariables(["PATH=/usr/bin:/bin", "RELATED_IMAGE_STORE=quay.io/acme/store:2", "GO_VERSION=1.22.3"]);

        Assert.Equal(["quay.io/acme/store:2"], Whole(files.Found));
    }

    [Fact]
    public async Task Damaged_programs_are_no_crash()
    {
        var random = new Random(7);
        var program = await Programs.GoAsync(_folder, "amd64");
        var jar = await Programs.JarAsync(_folder, "a.jar", ("A.class", Programs.Class("quay.io/acme/broker:3.7.0")));
        var compiled = await Programs.PythonAsync(_folder, "IMAGE = 'quay.io/acme/store:v2.1'\n");
        for (var round = 0; round < 60; round++)
        {
            foreach (
                var (path, whole) in (IEnumerable<(string, byte[])>)
                    [("a.jar", jar), ("m.pyc", compiled), ("A.class", Programs.Class("a/b:1"))]
            )
            {
                Look(path, Damage(whole, random), isExecutable: true);
            }
        }

        for (var round = 0; round < 5; round++)
        {
            Look("bin/manager", Damage(program[..(512 << 10)], random), isExecutable: true);
        }
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var bytes = whole.ToArray();
        for (var count = 0; count < 8; count++)
        {
            bytes[random.Next(Math.Min(bytes.Length, 4096))] = (byte)random.Next(256);
        }

        return bytes[..random.Next(1, bytes.Length)];
    }

    private static IReadOnlyList<FoundInside> Look(string path, string text) => Look(path, Encoding.UTF8.GetBytes(text));

    private static IReadOnlyList<FoundInside> Look(string path, byte[] content, bool isExecutable = false)
    {
        var files = new FileImages();
        Assert.InRange(files.WantedOf(path, isExecutable, content.Length), 0, content.Length);
        files.Look(path, isExecutable, content, content.Length);
        return files.Found;
    }

    private static string[] Whole(IEnumerable<FoundInside> found) =>
        [.. found.Where(file => file.IsWhole).Select(file => file.Reference.AsWritten).Distinct().Order(StringComparer.Ordinal)];
}
