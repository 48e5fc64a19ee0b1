terraform {
  required_providers {
    coder      = { source = "codeworks/coder", version = "~> 2.1" }
    kubernetes = { source = "registry.terraform.io/hashicorp/kubernetes" }
  }
}

module "ide" {
  source  = "registry.codeworks.example/modules/ide/coder"
  version = "1.0.20"
}

data "coder_parameter" "image" {
  name    = "image"
  default = "codeworks/enterprise-java:ubuntu-20250120"
  icon    = "/icon/docker.svg"
}

resource "kubernetes_deployment" "main" {
  spec {
    template {
      spec {
        container {
          name  = "dev"
          image = "docker.io/codeworks/enterprise-node:ubuntu-20250120"
          env {
            name  = "AGENT_URL"
            value = "http://coder.coder:80"
          }
        }
      }
    }
  }
}
