using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Wsm.Tests.Architecture;

/// <summary>
/// The sources of all projects, read by the compiler: which file uses types of which other. A type counts as used where the code names it
/// or a member of it, not where only documentation does.
/// </summary>
internal sealed class SourceGraph
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly Lazy<SourceGraph> Shared = new(() => new SourceGraph());
    private readonly Dictionary<INamedTypeSymbol, string> _files = new(SymbolEqualityComparer.Default);

    private SourceGraph()
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)).ToList();
        var compilation = CSharpCompilation.Create(
            "wsm",
            [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, options)],
            References(),
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        Types = [.. trees.SelectMany(tree => TypesOf(compilation.GetSemanticModel(tree), tree))];
        foreach (var type in Types)
        {
            _files[type] = type.DeclaringSyntaxReferences[0].SyntaxTree.FilePath;
        }

        Uses =
        [
            .. trees
                .AsParallel()
                .SelectMany(tree => UsedTypes(compilation.GetSemanticModel(tree), tree), (tree, type) => (tree.FilePath, Type: type))
                .Where(use => _files.ContainsKey(use.Type) && !DeclaredIn(use.Type, use.FilePath))
                .Select(use => new TypeUse(new SourceFile(Root, use.FilePath), new SourceFile(Root, _files[use.Type]), use.Type.Name)),
        ];
    }

    /// <summary>All types that stand in a namespace, with the file where each is declared first.</summary>
    public IReadOnlyList<INamedTypeSymbol> Types { get; }

    public IReadOnlyList<TypeUse> Uses { get; }

    public static SourceGraph Instance => Shared.Value;

    public static string Root { get; } = FindRoot();

    public SourceFile FileOf(INamedTypeSymbol type) => new(Root, _files[type]);

    private static bool DeclaredIn(INamedTypeSymbol type, string file) =>
        type.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree.FilePath == file);

    private static IEnumerable<INamedTypeSymbol> TypesOf(SemanticModel model, SyntaxTree tree) =>
        tree.GetRoot()
            .DescendantNodes()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && node.Parent is BaseNamespaceDeclarationSyntax)
            .Select(node => (INamedTypeSymbol)model.GetDeclaredSymbol(node)!)
            .Where(type => type.DeclaringSyntaxReferences[0].SyntaxTree == tree);

    private static HashSet<INamedTypeSymbol> UsedTypes(SemanticModel model, SyntaxTree tree)
    {
        var used = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var node in tree.GetRoot().DescendantNodes().Where(node => node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
        {
            var symbol = model.GetSymbolInfo(node).Symbol;
            var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
            while (type?.ContainingType is { } outer)
            {
                type = outer;
            }

            if (type is not null)
            {
                used.Add(type.OriginalDefinition);
            }
        }

        return used;
    }

    /// <summary>The assemblies that this very test runs with: the frameworks and the packages.</summary>
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("wsm", StringComparison.OrdinalIgnoreCase))
            .Select(path => MetadataReference.CreateFromFile(path));

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
