namespace Wsm.Product.Finding.Names;

/// <summary>The words of keys by what they say about the text below them.</summary>
internal static class KeyVocabulary
{
    public static readonly HashSet<string> Images = ["image", "images", "img"];

    /// <summary>Images to look at.</summary>
    public static readonly HashSet<string> Pictures =
    [
        "avatar",
        "background",
        "profile",
        "thumbnail",
        "logo",
        "icon",
        "banner",
        "hero",
        "cover",
        "favicon",
        "emoji",
        "splash",
        "photo",
        "picture",
    ];

    /// <summary>What is said about an image and is none itself.</summary>
    public static readonly HashSet<string> About =
    [
        .. Pictures,
        "pull",
        "policy",
        "policies",
        "secret",
        "secrets",
        "credential",
        "credentials",
        "auth",
        "type",
        "format",
        "size",
        "gc",
        "features",
        "feature",
        "id",
        "config",
        "map",
        "dir",
        "directory",
        "path",
        "count",
        "enabled",
        "enable",
        "scan",
        "info",
        "cache",
        "threshold",
        "list",
        "streaming",
        "key",
        "user",
        "username",
        "password",
        "updater",
        "timeout",
        "interval",
        "service",
        "endpoint",
        "endpoints",
        "address",
        "port",
        "selector",
        "arch",
        "os",
        "rewrite",
        "validation",
        "prefixes",
        "fs",
        "store",
        "swap",
        "namespace",
        "engine",
        "build",
        "bucket",
        "host",
        "quality",
        "formats",
        "processor",
        "max",
        "min",
        "height",
        "width",
    ];

    /// <summary>Rules about other people's images, examples, and results that do not exist yet.</summary>
    private static readonly HashSet<string> Rules =
    [
        "example",
        "examples",
        "sample",
        "samples",
        "pattern",
        "patterns",
        "output",
        "outputs",
        "deny",
        "denied",
        "reject",
        "rejected",
        "forbidden",
        "blocked",
        "allow",
        "allowed",
        "allowlist",
        "denylist",
        "whitelist",
        "blacklist",
        "trusted",
        "exclude",
        "excluded",
        "exclusions",
        "ignore",
        "ignored",
        "exempt",
        "labels",
        "icon",
        "logo",
    ];

    /// <summary>Keys under which whole blocks are none of ours.</summary>
    public static readonly HashSet<string> Blocks = [.. Rules, "openapi", "thumbnail", "avatar"];

    /// <summary>Keys under which text is none of ours: it is written for people, too.</summary>
    public static readonly HashSet<string> Words =
    [
        .. Rules,
        "description",
        "descriptions",
        "desc",
        "comment",
        "comments",
        "help",
        "title",
        "summary",
        "notes",
        "readme",
        "changelog",
        "documentation",
        "docs",
        "message",
        "msg",
        "condition",
        "expr",
        "expression",
        "query",
        "regex",
        "regexp",
        "push",
        "destination",
        "dest",
        "license",
        "verify",
        "skip",
        "label",
        "rego",
        "cause",
        "cel",
    ];

    /// <summary>Sources of charts, code and data.</summary>
    public static readonly HashSet<string> Elsewhere =
    [
        "chart",
        "charts",
        "helm",
        "git",
        "github",
        "gitlab",
        "module",
        "modules",
        "gem",
        "branch",
        "commit",
        "dependency",
        "dependencies",
        "library",
        "restic",
        "maven",
        "npm",
        "pypi",
        "model",
        "models",
        "plugin",
        "plugins",
        "topic",
        "queue",
        "role",
        "endpoint",
        "address",
        "addr",
        "listen",
        "dashboard",
    ];

    public static readonly HashSet<string> Sources = ["chart", "charts", "helm", "git", "github", "gitlab"];

    public static readonly HashSet<string> Code = ["chart", "charts", "git", "github", "gitlab", "gem", "maven", "npm", "pypi", "restic"];

    public static readonly string[] CodeAlone = ["module", "library", "package", "wheel", "dependency", "dependencies"];

    public static readonly HashSet<string> Filler = [.. Images, "default", "new"];
}
