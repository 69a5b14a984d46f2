import { chromium } from 'playwright';
import { browserLaunch } from './browser.ts';
import { demoPassword, demoPeople } from './people.ts';
const app='http://127.0.0.1:3555';
const [which='all']=process.argv.slice(2);
const ids=JSON.parse(process.env.IDS ?? '{}');
const browser=await chromium.launch(browserLaunch());
async function pageOf(who,w,h,scheme='light',locale='en-GB'){ const page=await browser.newPage({baseURL:app,viewport:{width:w,height:h},locale,colorScheme:scheme,reducedMotion:'reduce',serviceWorkers:'block'});
 page.on('console',m=>{if(m.type()==='error')console.log('console',m.text().slice(0,200))}); page.on('pageerror',e=>console.log('pageerror',String(e).slice(0,300)));
 await page.goto('/sign-in'); await page.waitForLoadState('networkidle'); await page.getByLabel('Email').fill(demoPeople[who]); await page.getByLabel('Password',{exact:true}).fill(demoPassword); await page.getByRole('button',{name:'Sign in',exact:true}).click(); await page.waitForURL(u=>!u.pathname.startsWith('/sign-in')); return page;}
async function shot(page,path,name,full=false){ await page.goto(path); await page.waitForLoadState('networkidle').catch(()=>{}); await page.waitForTimeout(700); await page.screenshot({path:`/tmp/codes/${name}.png`,fullPage:full}); console.log(name); }
const run={
 async doctor(){ const p=await pageOf('doctor',1280,720); for(const [k,id] of Object.entries(ids)) for(const s of ['problems','measurements','immunisations']) await shot(p,`/patients/${id}/${s}`,`${k}-${s}`,true); },
 async admin(){ const p=await pageOf('admin',1440,900); await shot(p,'/admin/codes','admin-codes',true); await shot(p,'/admin/immunisations','admin-imm',true); },
 async phone(){ const p=await pageOf('doctor',390,844,'dark'); for(const [k,id] of Object.entries(ids)) for(const s of ['problems','measurements','immunisations']) await shot(p,`/patients/${id}/${s}`,`phone-${k}-${s}`,true); const a=await pageOf('admin',390,844,'dark'); await shot(a,'/admin/codes','phone-codes',true);},
 async form(){ const p=await pageOf('doctor',1440,900); const id=Object.values(ids)[0]; await p.goto(`/patients/${id}/problems`); await p.waitForLoadState('networkidle'); await p.getByRole('button',{name:'Add problem'}).first().click(); await p.getByRole('combobox',{name:'Problem'}).fill('heart'); await p.waitForTimeout(900); await p.screenshot({path:'/tmp/codes/form.png'}); },
};
for(const k of which==='all'?Object.keys(run):which.split(','))await run[k]();
await browser.close();
