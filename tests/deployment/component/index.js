// What stands in for the fc3 component of Serverless Devs, which is loaded from its vendor's registry: `s verify` holds
// the properties against the schema beside this file, and `s deploy` notes in deployed.txt what it would deploy.
const fs = require('fs');
const path = require('path');

class Component {
  getSchema() {
    return fs.readFileSync(path.join(__dirname, 'props.schema.json'), 'utf8');
  }

  async deploy({ cwd, props, resource }) {
    fs.appendFileSync(path.join(cwd, 'deployed.txt'), `${resource.name} as ${props.functionName}\n`);
    return { functionName: props.functionName };
  }
}

exports.default = Component;
