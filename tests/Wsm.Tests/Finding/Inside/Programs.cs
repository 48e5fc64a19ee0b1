using System.Buffers.Binary;
using System.Text;
using Wsm.Peers;

namespace Wsm.Tests.Finding.Inside;

/// <summary>Programs that name images the way operators do, made by the languages' own tools.</summary>
internal static class Programs
{
    /// <summary>What <see cref="Go"/> names, whole and standing as it is.</summary>
    public static readonly string[] NamedByGo =
    [
        "docker.io/library/busybox:1.36.1",
        "ghcr.io/acme/postgresql:16.4",
        "percona/percona-xtradb-cluster:8.0.36-28.1",
        "postgres:16.4",
        "quay.io/acme/alertmanager:v0.27.0",
        "quay.io/acme/embedded:v2",
        "registry.k8s.io/pause:3.10",
    ];

    /// <summary>
    /// Constants, maps, lists, variables and text, beside parts of names whose rest is added when the program runs, and words of other
    /// kinds.
    /// </summary>
    private const string GoSource = """
        package main

        import (
            "fmt"
            "os"
        )

        const image = "ghcr.io/acme/postgresql:16.4"

        var images = map[string]string{"a": "quay.io/acme/alertmanager:v0.27.0", "b": "docker.io/library/busybox:1.36.1"}
        var list = []string{"registry.k8s.io/pause:3.10", "percona/percona-xtradb-cluster:8.0.36-28.1", "postgres:16.4"}
        var version = "v9.9.9"

        const manifest = `apiVersion: v1
        kind: Pod
        spec:
          containers:
          - name: main
            image: quay.io/acme/embedded:v2
        `

        func main() {
            chosen := os.Getenv("IMAGE")
            if chosen == "" {
                chosen = image
            }
            fmt.Println(chosen, images[os.Args[0]], list, manifest, "ghcr.io/acme/untagged")
            fmt.Println("localhost:8080", "http://quay.io/v2:1.0", "12:30")
            fmt.Printf("ghcr.io/acme/formatted:v%s\n", version)
            fmt.Println("ghcr.io/acme/added:v1." + chosen, "ghcr.io/acme/added:v" + version, "quay.io/acme/added:" + version)
            fmt.Println("docker run quay.io/example/thing:1.2.3 --help")
        }
        """;

    public static async Task<byte[]> GoAsync(TemporaryFolder folder, string architecture, params string[] flags)
    {
        var source = folder["main.go"];
        await File.WriteAllTextAsync(source, GoSource);
        var program = folder[$"go-{architecture}-{flags.Length}"];
        var cache = Path.Combine(Checkout.Folder, "tests", ".tools", "go-cache");
        await Tool.RunAsync(
            "env",
            [
                "GO111MODULE=off",
                $"GOARCH={architecture}",
                "CGO_ENABLED=0",
                $"GOCACHE={cache}",
                "go",
                "build",
                .. flags,
                "-o",
                program,
                source,
            ]
        );
        return await File.ReadAllBytesAsync(program);
    }

    public static async Task<byte[]> CAsync(TemporaryFolder folder)
    {
        var source = folder["main.c"];
        await File.WriteAllTextAsync(
            source,
            """
            #include <stdio.h>
            const char *images[] = {"quay.io/acme/in-c:v1.2", "quay.io/acme/other-in-c:3"};
            int main(int count, char **words) { printf("quay.io/acme/formatted:%s\n", images[count]); return 0; }
            """
        );
        var program = folder["c"];
        await Tool.RunAsync("gcc", ["-O2", "-o", program, source]);
        return await File.ReadAllBytesAsync(program);
    }

    public static async Task<byte[]> PythonAsync(TemporaryFolder folder, string source)
    {
        var file = folder["module.py"];
        await File.WriteAllTextAsync(file, source);
        await Tool.RunAsync(
            "python3",
            ["-c", "import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True)", file, folder["module.pyc"]]
        );
        return await File.ReadAllBytesAsync(folder["module.pyc"]);
    }

    /// <summary>A class file with these constants, and a number of 64 bits among them, which takes two places.</summary>
    public static byte[] Class(params string[] constants)
    {
        using var file = new MemoryStream();
        file.Write([0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61]);
        Span<byte> number = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)(constants.Length + 3));
        file.Write(number);
        file.Write([5, 0, 0, 0, 0, 0, 0, 0, 9]);
        foreach (var constant in constants)
        {
            file.WriteByte(1);
            BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)Encoding.UTF8.GetByteCount(constant));
            file.Write(number);
            file.Write(Encoding.UTF8.GetBytes(constant));
        }

        file.Write(new byte[16]);
        return file.ToArray();
    }

    /// <summary>An archive made by zip.</summary>
    public static async Task<byte[]> JarAsync(TemporaryFolder folder, string name, params (string Path, byte[] Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            var place = folder[$"{name}.d/{path}"];
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            await File.WriteAllBytesAsync(place, content);
        }

        await Tool.RunAsync("zip", ["-q", "-r", folder[name], "."], folder[$"{name}.d"]);
        return await File.ReadAllBytesAsync(folder[name]);
    }
}
