// The oracle of the template tests: Go's own text/template with sprig's functions and helm's include and tpl.
// Reads a JSON object {"template": …, "values": …} a line and answers {"output": …} or {"error": …} a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
)

type question struct {
	Template string                 `json:"template"`
	Values   map[string]interface{} `json:"values"`
}

type answer struct {
	Output *string `json:"output,omitempty"`
	Error  *string `json:"error,omitempty"`
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	answers := json.NewEncoder(os.Stdout)
	answers.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		if err := json.Unmarshal(line, &asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		output, err := render(asked)
		if err != nil {
			text := err.Error()
			answers.Encode(answer{Error: &text})
		} else {
			answers.Encode(answer{Output: &output})
		}
	}
}

func render(asked question) (string, error) {
	root := template.New("gotpl").Option("missingkey=zero").Funcs(sprig.TxtFuncMap())
	root.Funcs(calls(root))
	if _, err := root.New("t").Parse(asked.Template); err != nil {
		return "", err
	}
	var out strings.Builder
	err := root.ExecuteTemplate(&out, "t", asked.Values)
	return out.String(), err
}

func calls(set *template.Template) template.FuncMap {
	return template.FuncMap{
		"include": func(name string, data interface{}) (string, error) {
			var out strings.Builder
			err := set.ExecuteTemplate(&out, name, data)
			return out.String(), err
		},
		"tpl": func(text string, data interface{}) (string, error) {
			own, err := set.Clone()
			if err != nil {
				return "", err
			}
			own.Option("missingkey=zero").Funcs(calls(own))
			parsed, err := own.New("gotpl").Parse(text)
			if err != nil {
				return "", fmt.Errorf("cannot parse template %q: %w", text, err)
			}
			var out strings.Builder
			if err := parsed.Execute(&out, data); err != nil {
				return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
			}
			return strings.ReplaceAll(out.String(), "<no value>", ""), nil
		},
	}
}
